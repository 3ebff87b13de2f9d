import { errorNames } from './failure.ts';
import { haltBranch } from './halt.ts';
import type { Machine } from './machine.ts';
import type { MaybePromise } from './query-language/query.ts';
import { redriveThread } from './redrive.ts';
import { resumeThread } from './resume.ts';
import { HistoryFullError, Run } from './run.ts';
import { beginExecution, runThread } from './run-thread.ts';
import { failureDetails } from './states/task-history.ts';
import type { Outcome } from './step.ts';
import { closeThread, noVariables, openThread, type Thread } from './thread.ts';
import type {
  Branch,
  BranchPath,
  EngineEvent,
  Environment,
  ExecutionIdentity,
  ExecutionStatus,
  Failure,
  Snapshot,
  Transition,
  Writable,
} from './types.ts';

/*
 * What holds for every execution, whoever drives it:
 *
 * E1  The same events, folded again over the first snapshot, give the same snapshot and the same history; a snapshot may
 *     go through JSON at any point. While an execution runs, it waits for a task, a timer or a callback.
 * E2  A snapshot never changes. A transition shares what stays the same with the one before and copies the rest.
 * E3  An event that comes too late gives the very snapshot that it met, no effects and no history.
 * E4  A task token is good for one attempt of one task, and for one report that ends it.
 * E5  Time is the event's, randomness the snapshot's: nothing reads the machine's clock or its random numbers.
 * E6  History events have the ids 1, 2, 3 …, each names an earlier one as its previous, and there are 25,000 at most.
 */

const rootPath: BranchPath = [];
const unbegun: Branch = { variables: noVariables, lastEventId: 0 };

/** An execution before its event `start`. */
export function createSnapshot(execution: ExecutionIdentity, startedAtMs: number): Snapshot {
  return {
    execution,
    status: 'RUNNING',
    startedAtMs,
    root: unbegun,
    eventCount: 0,
    transitionCount: 0,
    nextId: 1,
    randomState: execution.seed,
    redriveCount: 0,
  };
}

/**
 * What an event makes of an execution. Pure: the same machine, snapshot and event give the same; time comes with the event,
 * randomness is in the snapshot. There at once, except where JSONata evaluates, which it does by promises: nothing outside
 * is ever waited for.
 */
export function transition(
  machine: Machine,
  snapshot: Snapshot,
  event: EngineEvent,
  environment: Environment,
): MaybePromise<Transition> {
  if ((snapshot.status === 'RUNNING') === (event.kind === 'redrive')) return unchanged(snapshot);
  if ((snapshot.eventCount === 0) !== (event.kind === 'start')) return unchanged(snapshot);
  const run = new Run(machine, snapshot, event.atMs, environment, runThread);
  const root = openThread(rootPath, machine, noVariables, undefined, snapshot.root);
  try {
    const outcome = work(run, root, snapshot, event);
    if (outcome instanceof Promise) return settleLater(run, snapshot, root, outcome);
    return settle(run, snapshot, root, outcome);
  } catch (error) {
    return endFull(run, snapshot, error);
  }
}

async function settleLater(
  run: Run,
  snapshot: Snapshot,
  root: Thread,
  outcome: Promise<Outcome | undefined>,
): Promise<Transition> {
  try {
    return settle(run, snapshot, root, await outcome);
  } catch (error) {
    return endFull(run, snapshot, error);
  }
}

/** Ends the execution whose history is full. Throws any other error on. */
function endFull(run: Run, snapshot: Snapshot, error: unknown): Transition {
  if (!(error instanceof HistoryFullError)) throw error;
  // Nothing of what this transition asked for has happened, so only what was waited for before has to be ended.
  run.effects = [];
  return end(run, haltBranch(run, snapshot.root), 'FAILED', error.failure);
}

type Ended = { readonly kind: 'ended'; readonly status: ExecutionStatus; readonly failure: Failure };

function work(
  run: Run,
  root: Thread,
  snapshot: Snapshot,
  event: EngineEvent,
): MaybePromise<Outcome | undefined> | Ended {
  switch (event.kind) {
    case 'start':
      return start(run, root);
    case 'stop':
      return { kind: 'ended', status: 'ABORTED', failure: event.failure };
    case 'redrive':
      return redrive(run, root);
    default:
      if (event.kind === 'timer-fired' && event.timerId === snapshot.timeoutTimerId) {
        return { kind: 'ended', status: 'TIMED_OUT', failure: { error: errorNames.timeout } };
      }
      return resumeThread(run, root, event);
  }
}

function start(run: Run, root: Thread): MaybePromise<Outcome> {
  run.recordStart();
  limitDuration(run);
  return runThread(run, root, beginExecution);
}

function redrive(run: Run, root: Thread): MaybePromise<Outcome> {
  run.redriveCount += 1;
  run.redrivenAtMs = run.atMs;
  run.recordIn(root, 'ExecutionRedriven', { redriveCount: run.redriveCount });
  limitDuration(run);
  return redriveThread(run, root);
}

function limitDuration(run: Run): void {
  const { timeoutSeconds } = run.machine;
  if (timeoutSeconds !== undefined) run.timeoutTimerId = run.setTimer([], timeoutSeconds);
}

/** `undefined`: the event came too late. */
function settle(run: Run, snapshot: Snapshot, root: Thread, outcome: Outcome | Ended | undefined): Transition {
  switch (outcome?.kind) {
    case undefined:
      return unchanged(snapshot);
    case 'running':
      return close(run, nextSnapshot(run, 'RUNNING', closeThread(root)));
    case 'succeeded': {
      const output = root.output ?? '';
      run.recordIn(root, 'ExecutionSucceeded', { output });
      run.cancelTimer(run.timeoutTimerId);
      run.ask({ kind: 'execution-ended', status: 'SUCCEEDED' });
      const { variables, lastEventId } = root;
      const ended = nextSnapshot(run, 'SUCCEEDED', { variables, lastEventId });
      ended.endedAtMs = run.atMs;
      ended.output = output;
      return close(run, ended);
    }
    case 'failed':
      return end(run, closeThread(root), 'FAILED', outcome.failure);
    case 'ended':
      return end(run, haltBranch(run, closeThread(root)), outcome.status, outcome.failure);
  }
}

const endEvents = { FAILED: 'ExecutionFailed', TIMED_OUT: 'ExecutionTimedOut', ABORTED: 'ExecutionAborted' } as const;

function end(run: Run, root: Branch, status: ExecutionStatus, failure: Failure): Transition {
  const type = endEvents[status as keyof typeof endEvents];
  const lastEventId = run.record(type, root.lastEventId, failureDetails(failure));
  run.cancelTimer(run.timeoutTimerId);
  run.ask({ kind: 'execution-ended', status, failure });
  const ended = nextSnapshot(run, status, { ...root, lastEventId });
  ended.endedAtMs = run.atMs;
  ended.failure = failure;
  return close(run, ended);
}

/** What every next snapshot has. */
function nextSnapshot(run: Run, status: ExecutionStatus, root: Branch): Writable<Snapshot> {
  const { execution, startedAtMs, eventCount, transitionCount, nextId, randomState, redriveCount } = run;
  return {
    execution,
    status,
    startedAtMs,
    root,
    eventCount,
    transitionCount,
    nextId,
    randomState,
    redriveCount,
  };
}

function close(run: Run, snapshot: Writable<Snapshot>): Transition {
  const { redrivenAtMs, timeoutTimerId, effects } = run;
  if (redrivenAtMs !== undefined) snapshot.redrivenAtMs = redrivenAtMs;
  if (timeoutTimerId !== undefined && snapshot.status === 'RUNNING') snapshot.timeoutTimerId = timeoutTimerId;
  return { snapshot, effects, history: run.takeHistory() };
}

function unchanged(snapshot: Snapshot): Transition {
  return { snapshot, effects: [], history: { firstId: snapshot.eventCount + 1, atMs: 0, cells: [] } };
}
