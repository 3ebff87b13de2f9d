import { fileURLToPath } from 'node:url';
import { CommandFailure, exitCodes } from '../support/failures.ts';
import type { Surroundings } from '../support/surroundings.ts';

/** What to play: the words of `npm run play`. */
export type Course =
  | { readonly tape: string }
  | { readonly bookings: number; readonly days: number; readonly seed: number };

/** The sandbox's entry. It is run as a program, as `npm run play` does: nothing of the sandbox is part of this command. */
const player = fileURLToPath(new URL('../../sandbox/play.ts', import.meta.url));
const playerInvalidTape = 2;

/**
 * Plays a tape or a fleet on a fresh local runtime.
 * @param isIdle only its time passes, without any step
 * @returns the text of its report
 * @throws CommandFailure where the tape is not valid or the run failed; the player has said why
 */
export async function playReport(
  { runProgram, interrupted }: Pick<Surroundings, 'runProgram' | 'interrupted'>,
  course: Course,
  isIdle: boolean,
): Promise<string> {
  const { exitCode, out } = await runProgram(player, [
    ...('tape' in course ? [course.tape] : fleetOptions(course)),
    ...(isIdle ? ['--idle', '--quiet'] : []),
  ]);
  if (exitCode === 0) return out;
  // Ctrl-C on a terminal ends the player as well.
  if (interrupted.aborted) throw new CommandFailure(exitCodes.interrupted, 'Interrupted.');
  if (exitCode === playerInvalidTape) throw new CommandFailure(exitCodes.usage, 'The player does not take this tape.');
  throw new CommandFailure(exitCodes.fault, `The player ended with exit status ${exitCode}.`);
}

function fleetOptions({ bookings, days, seed }: Exclude<Course, { tape: string }>): string[] {
  return ['--fleet', String(bookings), '--days', String(days), '--seed', String(seed)];
}
