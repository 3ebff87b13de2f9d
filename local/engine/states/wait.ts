import { exitState } from '../exit-state.ts';
import { QueryError, StateError } from '../failure.ts';
import type { WaitState } from '../machine.ts';
import type { Payload } from '../payload.ts';
import { type MaybePromise, whenReady } from '../query-language/query.ts';
import { scopeOf } from '../query-scope.ts';
import type { Run } from '../run.ts';
import { blocked, type Step } from '../step.ts';
import { setActivity, type Thread } from '../thread.ts';
import { parseTimestamp } from '../timestamp.ts';

/** Longest wait that `Seconds` may ask for. Unit: seconds. */
const maxSeconds = 99_999_999;
/** Longest wait at all: what fits into 32 bits. Unit: milliseconds. */
const maxDelayMs = (2 ** 31 - 1) * 1000;

/** Waits, or goes on at once where there is nothing left to wait for. */
export function startWait(run: Run, thread: Thread, state: WaitState): MaybePromise<Step> {
  const dueMs = dueMsOf(run, thread, state);
  return dueMs instanceof Promise ? waitLater(run, thread, state, dueMs) : waitUntil(run, thread, state, dueMs);
}

async function waitLater(run: Run, thread: Thread, state: WaitState, dueMs: Promise<number>): Promise<Step> {
  return waitUntil(run, thread, state, await dueMs);
}

function waitUntil(run: Run, thread: Thread, state: WaitState, dueMs: number): MaybePromise<Step> {
  if (dueMs <= run.atMs) return endWait(run, thread, state);
  if (dueMs - run.atMs > maxDelayMs) throw new StateError('Wait state delay is too long.');
  setActivity(thread, { kind: 'delay', timerId: run.setTimerAt(thread.path, dueMs) });
  return blocked;
}

export function endWait(run: Run, thread: Thread, state: WaitState): MaybePromise<Step> {
  setActivity(thread, undefined);
  return exitState(run, thread, state, state, thread.input);
}

function dueMsOf(run: Run, thread: Thread, state: WaitState): MaybePromise<number> {
  const query = state.timestamp ?? state.seconds;
  if (query === undefined) throw new Error(`the Wait state '${state.name}' says not how long`);
  const answer = query.constant ?? query.evaluate(scopeOf(run, thread, state));
  if (state.timestamp !== undefined) return whenReady(answer, instantOf);
  const seconds = whenReady(answer, secondsOf);
  return seconds instanceof Promise ? afterLater(run, seconds) : run.atMs + seconds * 1000;
}

async function afterLater(run: Run, seconds: Promise<number>): Promise<number> {
  return run.atMs + (await seconds) * 1000;
}

function instantOf({ value }: Payload): number {
  const dueMs = parseTimestamp(value as string);
  if (dueMs !== undefined) return dueMs;
  throw new QueryError(
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`,
    'Timestamp',
    { followsEntry: true },
  );
}

function secondsOf({ value }: Payload): number {
  const seconds = Math.floor(value as number);
  if (seconds >= 0 && seconds <= maxSeconds) return seconds;
  throw new QueryError(`The Seconds field must be between 0 and ${maxSeconds} but was: ${value}`, 'Seconds', {
    followsEntry: true,
  });
}
