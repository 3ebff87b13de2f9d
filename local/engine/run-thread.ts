import { catchFailure } from './catch.ts';
import { errorNames, QueryError, StateError } from './failure.ts';
import type { Recoverable, State } from './machine.ts';
import type { Payload } from './payload.ts';
import type { MaybePromise } from './query-language/query.ts';
import { scheduleRetry } from './retry.ts';
import type { Run } from './run.ts';
import { startState } from './states/start-state.ts';
import { blocked, failed, type Outcome, running, type Step, succeeded } from './step.ts';
import { currentFrame, currentState, findState, type Thread } from './thread.ts';
import type { Failure } from './types.ts';

/** A step of a thread. It is given what it works on, so that one function can be that of many threads. */
export type Work = (run: Run, thread: Thread) => MaybePromise<Step>;

/** The execution's first step: into the first state, with its input. */
export function beginExecution(run: Run, { table }: Thread): Step {
  return { kind: 'exited', next: table.startAt, output: run.input };
}

/** Works on a thread, from `begin` on, until it waits or ends. Answers at once unless a query has to be waited for. */
export function runThread(run: Run, thread: Thread, begin: Work): MaybePromise<Outcome> {
  let taken = takeStep(run, thread, begin);
  let isRecovering = false;
  for (;;) {
    if (taken instanceof Promise) return runLater(run, thread, taken, isRecovering);
    const step: Step = taken;
    if (isLast(thread, step, isRecovering)) return endWith(thread, step);
    taken = takeNext(run, thread, step);
    isRecovering = step.kind === 'failed';
  }
}

/** The same, from a step on that has to be waited for. */
async function runLater(run: Run, thread: Thread, first: Promise<Step>, isRecoveringFirst: boolean): Promise<Outcome> {
  let step = await first;
  let isRecovering = isRecoveringFirst;
  while (!isLast(thread, step, isRecovering)) {
    isRecovering = step.kind === 'failed';
    const taken = takeNext(run, thread, step);
    // Most steps are there at once, and to await them would cost more than they do.
    step = taken instanceof Promise ? await taken : taken;
  }
  return endWith(thread, step);
}

function isLast(thread: Thread, step: Step, isRecovering: boolean): boolean {
  switch (step.kind) {
    case 'blocked':
      return true;
    case 'exited':
      return step.next === null;
    case 'failed':
      return isRecovering || !('retriers' in currentState(thread));
  }
}

function endWith(thread: Thread, step: Step): Outcome {
  if (step.kind === 'failed') return step;
  return step.kind === 'blocked' ? running : endThread(thread, step.output);
}

/** What follows a step that was not the last: the next state, or the recovery of this one. */
function takeNext(run: Run, thread: Thread, step: Step): MaybePromise<Step> {
  if (step.kind === 'exited' && step.next !== null) {
    const state = findState(thread.table, step.next);
    enterState(run, thread, state, step.output);
    return takeStep(run, thread, startState);
  }
  const state = currentState(thread);
  if (step.kind !== 'failed' || !('retriers' in state)) throw new Error('nothing follows the last step');
  return takeRecovery(run, thread, state, step.failure);
}

function takeRecovery(run: Run, thread: Thread, state: State & Recoverable, failure: Failure): MaybePromise<Step> {
  return takeStep(run, thread, () => recover(run, thread, state, failure));
}

/** Enters a state, without working on it yet. */
function enterState(run: Run, thread: Thread, state: State, input: Payload): void {
  const previousEventId = thread.lastEventId;
  run.transitionCount += 1;
  thread.lastEventId = run.recordShaped(state.entered, previousEventId, input.text);
  thread.input = input;
  thread.frame = {
    stateName: state.name,
    input: input.text,
    enteredAtMs: run.atMs,
    enteredEventId: thread.lastEventId,
    previousEventId,
    retryCount: 0,
    activity: undefined,
  };
  thread.hasOwnFrame = true;
}

function takeStep(run: Run, thread: Thread, work: Work): MaybePromise<Step> {
  try {
    const step = work(run, thread);
    return step instanceof Promise ? recoverLater(run, thread, step) : step;
  } catch (error) {
    return stepOf(run, thread, error);
  }
}

/** Apart, as a function that makes a closure costs something even where it is not made. */
function recoverLater(run: Run, thread: Thread, step: Promise<Step>): Promise<Step> {
  return step.catch((error: unknown) => stepOf(run, thread, error));
}

/** What an error of a state's work comes to. Anything but an error of the language is thrown on. */
function stepOf(run: Run, thread: Thread, error: unknown): Step {
  if (error instanceof QueryError) return failEvaluation(run, thread, error);
  if (error instanceof StateError) return failed({ error: error.error, cause: causeOf(thread, error) });
  throw error;
}

function causeOf(thread: Thread, { message }: Error): string {
  const { stateName, enteredEventId } = currentFrame(thread);
  return `An error occurred while executing the state '${stateName}' (entered at the event id #${enteredEventId}). ${message}`;
}

function endThread(thread: Thread, output: Payload): Outcome {
  thread.output = output.text;
  thread.frame = undefined;
  return succeeded;
}

function failEvaluation(run: Run, thread: Thread, error: QueryError): Step {
  const { location, followsEntry } = error;
  const frame = currentFrame(thread);
  const isFirst = thread.lastEventId === frame.enteredEventId;
  const previousEventId = isFirst && !followsEntry ? frame.previousEventId : thread.lastEventId;
  const failure = { error: errorNames.queryEvaluation, cause: causeOf(thread, error) };
  const place = location === undefined ? {} : { location };
  thread.lastEventId = run.record('EvaluationFailed', previousEventId, {
    ...failure,
    ...place,
    state: frame.stateName,
  });
  return failed(failure);
}

/** Retries, else catches, else lets the failure stand. A failure of the catcher itself is not recovered from. */
function recover(run: Run, thread: Thread, state: State & Recoverable, failure: Failure): MaybePromise<Step> {
  if (scheduleRetry(run, thread, state, failure)) return blocked;
  const hasBegun = thread.lastEventId !== currentFrame(thread).enteredEventId;
  const isRefused = failure.error === errorNames.runtime && !hasBegun;
  if (state.type !== 'Task' && !isRefused) run.recordIn(thread, `${state.type}StateFailed`);
  return catchFailure(run, thread, state, failure);
}
