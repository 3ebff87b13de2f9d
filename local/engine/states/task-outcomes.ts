import { exitState } from '../exit-state.ts';
import { errorNames, tooLarge } from '../failure.ts';
import { exceedsPayloadLimit } from '../limits.ts';
import type { TaskState } from '../machine.ts';
import { Payload } from '../payload.ts';
import type { MaybePromise } from '../query-language/query.ts';
import type { Run } from '../run.ts';
import { blocked, failed, type Step } from '../step.ts';
import { setActivity, type Thread } from '../thread.ts';
import type { Activity, Failure } from '../types.ts';
import { recordTask } from './task-history.ts';

/** What may become of a task that was called. */
export type TaskActivity = Extract<Activity, { kind: 'task' }>;

/** Cancels what a task has set, when it is over. */
function releaseTask(run: Run, activity: TaskActivity): void {
  run.cancelTimer(activity.timeoutTimerId);
  run.cancelTimer(activity.heartbeatTimerId);
}

/** Gives a task up: with it the job that it waits for. */
export function abandonTask(run: Run, activity: TaskActivity): void {
  releaseTask(run, activity);
  if (activity.job !== undefined) run.ask({ kind: 'stop-job', job: activity.job });
}

export function submitTask(run: Run, thread: Thread, state: TaskState, activity: TaskActivity, output: string): Step {
  if (exceedsPayloadLimit(output)) return failTask(run, thread, state, activity, tooLarge(subjectOf(state)));
  recordTask(run, thread, state.resource, { kind: 'submitted', output });
  const submitted: TaskActivity = { ...activity, submitted: true, ...newHeartbeat(run, thread, activity) };
  if (!state.resource.isJob) {
    setActivity(thread, submitted);
    return blocked;
  }
  const job = { resource: state.resource.resource, answer: output };
  setActivity(thread, { ...submitted, job });
  run.ask({ kind: 'watch-job', path: thread.path, taskId: activity.taskId, job });
  return blocked;
}

export function completeTask(
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
  setActivity(thread, undefined);
  return exitState(run, thread, state, state, result, { result, token: activity.token });
}

export function failTask(run: Run, thread: Thread, state: TaskState, activity: TaskActivity, failure: Failure): Step {
  releaseTask(run, activity);
  recordTask(run, thread, state.resource, { kind: 'failed', failure });
  setActivity(thread, undefined);
  return failed(failure);
}

export function timeOut(
  run: Run,
  thread: Thread,
  state: TaskState,
  activity: TaskActivity,
  isHeartbeat: boolean,
): Step {
  const failure: Failure = { error: errorNames.timeout, ...(isHeartbeat ? { isHeartbeat } : {}) };
  abandonTask(run, activity);
  recordTask(run, thread, state.resource, { kind: 'timed-out', failure });
  setActivity(thread, undefined);
  return failed(failure);
}

/** Starts the heartbeat's time anew; without one set, the sign of life is taken and changes nothing but its count. */
export function beatHeart(run: Run, thread: Thread, activity: TaskActivity): Step {
  run.cancelTimer(activity.heartbeatTimerId);
  setActivity(thread, { ...activity, ...(activity.submitted ? newHeartbeat(run, thread, activity) : {}) });
  return blocked;
}

function newHeartbeat(run: Run, { path }: Thread, { heartbeatSeconds }: TaskActivity): Partial<TaskActivity> {
  return heartbeatSeconds === undefined ? {} : { heartbeatTimerId: run.setTimer(path, heartbeatSeconds) };
}

/** As the message on a result that is too large names the task. */
function subjectOf({ resource }: TaskState): string {
  return resource.kind === 'function' ? resource.resource : resource.resourceType;
}
