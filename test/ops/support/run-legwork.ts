import { readFileSync } from 'node:fs';
import { runCommand } from '../../../ops/run-command.ts';
import type { Surroundings } from '../../../ops/support/surroundings.ts';

export interface CommandResult {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a command line in this process, beside nobody who could be asked; `more` replaces what a test wants otherwise. */
export async function runLegwork(
  commandLine: readonly string[],
  more: Partial<Surroundings> = {},
): Promise<CommandResult> {
  let out = '';
  let error = '';
  const exitCode = await runCommand(commandLine, {
    environment: {},
    nowMs: () => Date.now(),
    sleep: async () => {},
    interrupted: new AbortController().signal,
    isTerminal: false,
    isAttended: false,
    readFile: (path) => readFileSync(path, 'utf8'),
    ask: async () => {
      throw new Error('nobody is here to be asked');
    },
    runProgram: async () => {
      throw new Error('nothing is to be run');
    },
    ...more,
    writeOut: (text) => {
      out += text;
    },
    writeError: (text) => {
      error += text;
    },
  });
  return { exitCode, out, error };
}
