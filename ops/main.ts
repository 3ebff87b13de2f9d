/** The command as a process: its clock, its terminal, its exit code. Everything else is in `run-command.ts`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { onReaderGone } from '../tools/on-reader-gone.ts';
import { runCommand } from './run-command.ts';
import type { Surroundings } from './support/surroundings.ts';

/** Runs one command line and sets the exit code of the process. */
export async function main(commandLine: readonly string[]): Promise<void> {
  const interruption = new AbortController();
  // The first Ctrl-C lets a bulk command write down how far it came; the second one ends the process.
  process.once('SIGINT', () => interruption.abort());
  onReaderGone(process.stdout, () => interruption.abort());
  process.exitCode = await runCommand(commandLine, createSurroundings(interruption.signal));
}

function createSurroundings(interrupted: AbortSignal): Surroundings {
  return {
    environment: process.env,
    nowMs: () => Date.now(),
    sleep: (delayMs) => sleep(delayMs),
    interrupted,
    isTerminal: process.stdout.isTTY === true,
    isAttended: process.stdin.isTTY === true && process.stderr.isTTY === true,
    writeOut: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    readFile: (path) => readFileSync(path === '-' ? 0 : path, 'utf8'),
    async ask(question) {
      const terminal = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await terminal.question(question);
      } finally {
        terminal.close();
      }
    },
    async runProgram(path, commandLine) {
      const child = spawn(process.execPath, [path, ...commandLine], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [out, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
      // One that was ended by a signal has no exit code: it failed.
      return { exitCode: (exitCode as number | null) ?? 1, out };
    },
  };
}
