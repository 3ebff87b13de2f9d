import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { type ExitCode, exitCodes } from './support/failures.ts';
import { createCommandContext } from './support/session.ts';
import type { Surroundings } from './support/surroundings.ts';

/** Runs a command line (without `node` and the script); answers the exit code and never throws. */
export async function runCommand(commandLine: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = createProgram(
    createCommandContext(surroundings, (code) => {
      exitCode = code;
    }),
    surroundings,
  );
  try {
    await program.parseAsync(commandLine, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help that was asked for is no error; it is one where a command was missing.
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  return exitCode;
}
