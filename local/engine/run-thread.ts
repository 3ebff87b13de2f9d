import { catchFailure } from './catch.ts';
import { errorNames, QueryError, StateError } from './failure.ts';
import type { Recoverable, State } from './machine.ts';
import type { Payload } from './payload.ts';
import type { MaybePromise } from './query-language/query.ts';
import { scheduleRetry } from './retry.ts';
import type { Run } from './run.ts';
import { startState } from './states/start-state.ts';
import { blocked, failed, type Outcome, type Step } from './step.ts';
import { currentFrame, currentState, findState, type Thread } from './thread.ts';
import type { Failure } from './types.ts';

/** Works on a thread, from `begin` on, until it waits or ends. */
export async function runThread(run: Run, thread: Thread, begin: () => MaybePromise<Step>): Promise<Outcome> {
  let work = begin;
  let isRecovering = false;
  for (;;) {
    const taken = takeStep(run, thread, work);
    // Most steps are there at once, and to await them would cost more than they do.
    const step = taken instanceof Promise ? await taken : taken;
    if (step.kind === 'blocked') return { kind: 'running' };
    if (step.kind === 'exited') {
      if (step.next === null) return endThread(thread, step.output);
      enterState(run, thread, findState(thread.table, step.next), step.output);
      work = () => startState(run, thread);
      isRecovering = false;
      continue;
    }
    const state = currentState(thread);
    if (isRecovering || !('retriers' in state)) return step;
    work = () => recover(run, thread, state, step.failure);
    isRecovering = true;
  }
}

/** Enters a state, without working on it yet. */
function enterState(run: Run, thread: Thread, state: State, input: Payload): void {
  const previousEventId = thread.lastEventId;
  run.transitionCount += 1;
  run.recordIn(thread, `${state.type}StateEntered`, { name: state.name, input: input.text });
  thread.input = input;
  thread.frame = {
    stateName: state.name,
    input: input.text,
    enteredAtMs: run.atMs,
    enteredEventId: thread.lastEventId,
    previousEventId,
    retryCount: 0,
  };
}

function takeStep(run: Run, thread: Thread, work: () => MaybePromise<Step>): MaybePromise<Step> {
  try {
    const step = work();
    return step instanceof Promise ? step.catch((error: unknown) => stepOf(run, thread, error)) : step;
  } catch (error) {
    return stepOf(run, thread, error);
  }
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
  return { kind: 'succeeded' };
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
