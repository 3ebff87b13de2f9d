/** What happened to an execution from outside, read off the events that tell of it. */
import type { Activity, Branch, BranchPath, EngineEvent, Failure, Snapshot } from '../../local/engine/types.ts';
import type { RecordedEvent } from './recorded-history.ts';

/** An event for the engine, without its instant. */
export type Happening = EngineEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'atMs'> : never) : never;

interface WaitingThread {
  readonly path: BranchPath;
  readonly activity: Activity;
}

/** The thread whose newest event is this one, with what it waits for. */
function findThread(branch: Branch, eventId: number, path: BranchPath = []): WaitingThread | undefined {
  const activity = branch.frame?.activity;
  if (activity === undefined) return undefined;
  if (activity.kind !== 'parallel' && activity.kind !== 'map')
    return branch.lastEventId === eventId ? { path, activity } : undefined;
  for (const [index, child] of activity.branches.entries()) {
    const found = findThread(child, eventId, [...path, index]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Events of this kind come from outside; all others are written by the definition itself. */
export function isFromOutside(type: string): boolean {
  return (
    /^(Task|LambdaFunction|Activity)(Submitted|Succeeded|Failed|TimedOut|SubmitFailed|StartFailed)$/.test(type) ||
    ['WaitStateExited', 'ExecutionAborted', 'ExecutionTimedOut', 'ExecutionRedriven'].includes(type)
  );
}

/**
 * The engine's event that makes the recorded one happen; undefined where the replay waits for something else.
 * @param previousId id that the event before the recorded one has in the replay
 */
export function toHappening(
  recorded: RecordedEvent,
  snapshot: Snapshot,
  previousId: number | undefined,
): Happening | undefined {
  const { type, details } = recorded;
  if (type === 'ExecutionAborted') return { kind: 'stop', failure: failureOf(details) };
  if (type === 'ExecutionRedriven') return { kind: 'redrive' };
  if (type === 'ExecutionTimedOut') return fire([], snapshot.timeoutTimerId);
  const thread = previousId === undefined ? undefined : findThread(snapshot.root, previousId);
  if (thread === undefined) return undefined;
  const { path, activity } = thread;
  if (activity.kind === 'retry') return type.endsWith('Scheduled') ? fire(path, activity.timerId) : undefined;
  if (activity.kind === 'delay') return type === 'WaitStateExited' ? fire(path, activity.timerId) : undefined;
  return activity.kind === 'task' ? taskHappening(recorded, path, activity) : undefined;
}

function taskHappening(
  { type, details }: RecordedEvent,
  path: BranchPath,
  { taskId, token, submitted, job, timeoutTimerId, heartbeatTimerId }: Extract<Activity, { kind: 'task' }>,
): Happening | undefined {
  const output = typeof details.output === 'string' ? details.output : 'null';
  const failure = failureOf(details);
  switch (type.replace(/^(Task|LambdaFunction|Activity)/, '')) {
    case 'Submitted':
      return { kind: 'task-answered', path, taskId, output };
    case 'Succeeded':
      if (!submitted && token === undefined) return { kind: 'task-answered', path, taskId, output };
      if (job !== undefined) return { kind: 'job-succeeded', path, taskId, output };
      return token === undefined ? undefined : { kind: 'callback-succeeded', path, token, output };
    case 'Failed':
    case 'SubmitFailed':
    case 'StartFailed':
      if (!submitted) return { kind: 'task-failed', path, taskId, failure };
      if (job !== undefined) return { kind: 'job-failed', path, taskId, failure };
      return token === undefined ? undefined : { kind: 'callback-failed', path, token, failure };
    case 'TimedOut':
      return fire(
        path,
        details.error === 'States.HeartbeatTimeout' ? heartbeatTimerId : (timeoutTimerId ?? heartbeatTimerId),
      );
    default:
      return undefined;
  }
}

const fire = (path: BranchPath, timerId: number | undefined): Happening | undefined =>
  timerId === undefined ? undefined : { kind: 'timer-fired', path, timerId };

function failureOf({ error, cause }: Readonly<Record<string, unknown>>): Failure {
  return {
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof cause === 'string' ? { cause } : {}),
  };
}
