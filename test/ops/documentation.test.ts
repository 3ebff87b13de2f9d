import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../ops/program.ts';
import { exitCodes } from '../../ops/support/failures.ts';
import { needsByCommand, pathOfCommand, runnableCommands } from '../../ops/support/needs-by-command.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/command.md'), 'utf8');
const silent = { writeOut: () => {}, writeError: () => {} };

const declared: (readonly string[])[] = [];
const program = createProgram(
  {
    declared,
    action: (needs) => {
      declared.push(needs);
      return async () => {};
    },
  },
  silent,
);
const commands = runnableCommands(program);

/** What stands under the heading of a command. */
const sectionOf = (path: string): string =>
  page.split('\n## ').find((section) => section.startsWith(`\`${path.split(' ')[0]}\``)) ?? '';
/** Options that mean the same everywhere. */
const common = page.slice(0, page.indexOf('## `list`'));

describe('docs/command.md', () => {
  it.each(commands.map((command) => [pathOfCommand(command), command] as const))(
    'describes %s and its options',
    (path, command) => {
      const section = sectionOf(path);
      expect(section).toContain(path);
      const missing = command.options
        .map(({ long }) => long ?? '')
        .filter((long) => !section.includes(`\`${long}\``) && !common.includes(`\`${long}\``));
      expect(missing).toEqual([]);
    },
  );

  it('describes no option and no command that does not exist', () => {
    const known = new Set([program, ...commands].flatMap(({ options }) => options.map(({ long }) => long)));
    const described = [...page.matchAll(/`(--[a-z-]+)`/g)].map(([, option]) => option);
    expect(described.filter((option) => option !== '--help' && !known.has(option!))).toEqual([]);
    const headings = [...page.matchAll(/^## `([a-z-]+)`$/gm)].map(([, name]) => name);
    expect(headings.sort()).toEqual(program.commands.map((command) => command.name()).sort());
  });

  it.each([...needsByCommand(program, declared)])('lists what %s calls', (path, needs) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${path}\` |`)) ?? '';
    const listed = [...row.matchAll(/`([a-z-]+:[A-Za-z]+)`/g)].map(([, action]) => action);
    expect(listed.sort()).toEqual(needs);
  });

  it('lists every global option and every exit code', () => {
    expect(program.options.map(({ long }) => long).filter((long) => !common.includes(`\`${long}\``))).toEqual([]);
    expect(Object.values(exitCodes).filter((code) => !common.includes(`| ${code} |`))).toEqual([]);
  });
});
