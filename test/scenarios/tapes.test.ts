import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureAssembly } from '../../sandbox/assembly.ts';
import { parseTape } from '../../sandbox/tape/parse-tape.ts';
import { playTape } from '../../sandbox/tape/play-tape.ts';
import { compareReport, type Expectation } from './compare-report.ts';

const folder = new URL('./tapes/', import.meta.url);
const tapes = readdirSync(folder).filter((file) => file.endsWith('.json'));

let assemblyDirectory = '';
beforeAll(async () => {
  assemblyDirectory = await ensureAssembly(() => {});
});

describe('a tape', () => {
  it.each(tapes)('%s gives what it expects', async (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const { expected, about } = JSON.parse(text) as { expected: Expectation; about: string };
    const report = await playTape(parseTape(text), { assemblyDirectory, seed: 1, log: () => {} });
    expect(compareReport(expected, report as never), about).toEqual([]);
  });

  it('gives the same report when it is played again', async () => {
    const tape = parseTape(readFileSync(new URL('duplicates-and-disorder.json', folder), 'utf8'));
    const play = () => playTape(tape, { assemblyDirectory, seed: 1, log: () => {} });
    expect(await play()).toEqual(await play());
  });
});
