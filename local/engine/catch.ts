import { exitState } from './exit-state.ts';
import { errorOutputOf, matchesFailure } from './failure.ts';
import type { Recoverable, State } from './machine.ts';
import { Payload } from './payload.ts';
import type { MaybePromise } from './query-language/query.ts';
import type { Run } from './run.ts';
import { failed, type Step } from './step.ts';
import type { Thread } from './thread.ts';
import type { Failure } from './types.ts';

/** Leaves the state by the first catcher that names the failure; without one the failure stands. */
export function catchFailure(
  run: Run,
  thread: Thread,
  state: State & Recoverable,
  failure: Failure,
): MaybePromise<Step> {
  const catcher = state.catchers.find(({ errorEquals }) => matchesFailure(errorEquals, failure));
  if (catcher === undefined) return failed(failure);
  const errorOutput = errorOutputOf(failure);
  return exitState(run, thread, state, catcher, Payload.ofValue(errorOutput), { errorOutput });
}
