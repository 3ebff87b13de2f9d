import { exitState } from '../exit-state.ts';
import { errorNames, QueryError, tooLarge } from '../failure.ts';
import { exceedsPayloadLimit } from '../limits.ts';
import type { TaskState } from '../machine.ts';
import { Payload } from '../payload.ts';
import type { MaybePromise, Query, QueryScope } from '../query-language/query.ts';
import { scopeOf } from '../query-scope.ts';
import type { Run } from '../run.ts';
import { blocked, failed, type Step } from '../step.ts';
import { writeTaskToken } from '../task-token.ts';
import { setActivity, type Thread } from '../thread.ts';
import type { Activity, EngineEvent, Failure } from '../types.ts';
import { recordTask } from './task-history.ts';

type TaskActivity = Extract<Activity, { kind: 'task' }>;

/** Calls the task, under a new token if it is a callback: an earlier attempt's token opens nothing any more. */
export async function startTask(run: Run, thread: Thread, state: TaskState): Promise<Step> {
  const token = state.resource.isCallback ? newToken(run, thread) : undefined;
  const scope = scopeOf(run, thread, state, { token });
  const parameters = (await state.arguments?.evaluate(scope)) ?? thread.input;
  const timeoutSeconds = await secondsOf(state.timeoutSeconds, 'TimeoutSeconds', scope);
  const heartbeatSeconds = await secondsOf(state.heartbeatSeconds, 'HeartbeatSeconds', scope);
  if (exceedsPayloadLimit(parameters.text)) return failed(tooLarge(state.name));

  recordTask(run, thread, state.resource, { kind: 'scheduled', parameters, timeoutSeconds, heartbeatSeconds });
  recordTask(run, thread, state.resource, { kind: 'started' });
  const taskId = run.newId();
  const { path } = thread;
  run.effects.push({ kind: 'call-task', path, taskId, resource: state.resource.resource, parameters: parameters.text });
  const startsHeartbeat = heartbeatSeconds !== undefined && !state.resource.isCallback;
  setActivity(thread, {
    kind: 'task',
    taskId,
    submitted: false,
    ...(token === undefined ? {} : { token }),
    ...(timeoutSeconds === undefined ? {} : { timeoutTimerId: run.setTimer(path, timeoutSeconds) }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
    ...(startsHeartbeat ? { heartbeatTimerId: run.setTimer(path, heartbeatSeconds) } : {}),
  });
  return blocked;
}

/** What the event means for the waiting task; `undefined` for one that is meant for another attempt. */
export function resumeTask(
  run: Run,
  thread: Thread,
  state: TaskState,
  activity: TaskActivity,
  event: EngineEvent,
): (() => MaybePromise<Step>) | undefined {
  switch (event.kind) {
    case 'task-answered':
      if (event.taskId !== activity.taskId || activity.submitted) return undefined;
      if (state.resource.isCallback) return () => submitTask(run, thread, state, activity, event.output);
      return () => completeTask(run, thread, state, activity, event.output);
    case 'callback-succeeded':
      if (event.token !== activity.token) return undefined;
      return () => completeTask(run, thread, state, activity, event.output);
    case 'task-failed':
      if (event.taskId !== activity.taskId || activity.submitted) return undefined;
      return () => failTask(run, thread, state, activity, event.failure);
    case 'callback-failed':
      if (event.token !== activity.token) return undefined;
      return () => failTask(run, thread, state, activity, event.failure);
    case 'callback-heartbeat':
      if (event.token !== activity.token) return undefined;
      return () => beatHeart(run, thread, activity);
    case 'timer-fired':
      if (event.timerId === activity.timeoutTimerId) return () => timeOut(run, thread, state, activity, false);
      if (event.timerId === activity.heartbeatTimerId) return () => timeOut(run, thread, state, activity, true);
      return undefined;
    default:
      return undefined;
  }
}

/** Cancels what a task has set, when it is over. */
export function releaseTask(run: Run, activity: TaskActivity): void {
  run.cancelTimer(activity.timeoutTimerId);
  run.cancelTimer(activity.heartbeatTimerId);
}

function submitTask(run: Run, thread: Thread, state: TaskState, activity: TaskActivity, output: string): Step {
  if (exceedsPayloadLimit(output)) return failTask(run, thread, state, activity, tooLarge(subjectOf(state)));
  recordTask(run, thread, state.resource, { kind: 'submitted', output });
  setActivity(thread, { ...activity, submitted: true, ...newHeartbeat(run, thread, activity) });
  return blocked;
}

function completeTask(
  run: Run,
  thread: Thread,
  state: TaskState,
  activity: TaskActivity,
  output: string,
): MaybePromise<Step> {
  if (exceedsPayloadLimit(output)) return failTask(run, thread, state, activity, tooLarge(subjectOf(state)));
  releaseTask(run, activity);
  recordTask(run, thread, state.resource, { kind: 'succeeded', output });
  const result = Payload.ofText(output);
  const scope = scopeOf(run, thread, state, { result, token: activity.token });
  setActivity(thread, undefined);
  return exitState(run, thread, state, state, result, scope);
}

function failTask(run: Run, thread: Thread, state: TaskState, activity: TaskActivity, failure: Failure): Step {
  releaseTask(run, activity);
  recordTask(run, thread, state.resource, { kind: 'failed', failure });
  setActivity(thread, undefined);
  return failed(failure);
}

function timeOut(run: Run, thread: Thread, state: TaskState, activity: TaskActivity, isHeartbeat: boolean): Step {
  const failure: Failure = { error: errorNames.timeout, ...(isHeartbeat ? { isHeartbeat } : {}) };
  releaseTask(run, activity);
  recordTask(run, thread, state.resource, { kind: 'timed-out', failure });
  setActivity(thread, undefined);
  return failed(failure);
}

/** Starts the heartbeat's time anew; without one set, the sign of life is taken and changes nothing but its count. */
function beatHeart(run: Run, thread: Thread, activity: TaskActivity): Step {
  run.cancelTimer(activity.heartbeatTimerId);
  setActivity(thread, { ...activity, ...(activity.submitted ? newHeartbeat(run, thread, activity) : {}) });
  return blocked;
}

function newHeartbeat(run: Run, { path }: Thread, { heartbeatSeconds }: TaskActivity): Partial<TaskActivity> {
  return heartbeatSeconds === undefined ? {} : { heartbeatTimerId: run.setTimer(path, heartbeatSeconds) };
}

function newToken(run: Run, { path }: Thread): string {
  let nonce = '';
  for (let i = 0; i < 4; i += 1) nonce += Math.floor(run.random() * 2 ** 32).toString(36);
  return writeTaskToken({ executionArn: run.execution.executionArn, path }, nonce);
}

/** As the message on a result that is too large names the task. */
function subjectOf({ resource }: TaskState): string {
  return resource.kind === 'function' ? resource.resource : resource.resourceType;
}

async function secondsOf(query: Query | undefined, field: string, scope: QueryScope): Promise<number | undefined> {
  if (query === undefined) return undefined;
  const value = Math.floor((await query.evaluate(scope)).value as number);
  if (value >= 1 && value <= 99_999_999) return value;
  throw new QueryError(`The ${field} field must be between 1 and 99999999 but was: ${value}`, field, {
    followsEntry: true,
  });
}
