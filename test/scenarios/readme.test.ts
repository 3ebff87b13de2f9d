import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const tapes = readdirSync(new URL('./tapes/', import.meta.url)).map((file) => file.replace(/\.json$/, ''));
/** The last cells of the tables under "Which tape shows what". */
const named = read('./README.md')
  .split('## Which tape shows what')[1]!
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (the policy|---) /.test(line))
  .map((line) =>
    line
      .split('|')
      .at(-2)!
      .split(',')
      .map((name) => name.trim()),
  );

describe('the table of tapes', () => {
  it('names a tape for every sentence', () => {
    expect(named.length).toBeGreaterThan(80);
    expect(named.filter((names) => names.every((name) => name === ''))).toEqual([]);
  });

  it('names no tape that is not there', () => {
    expect(named.flat().filter((name) => !tapes.includes(name))).toEqual([]);
  });

  it('names every tape', () => {
    expect(tapes.filter((tape) => !named.flat().includes(tape))).toEqual([]);
  });
});
