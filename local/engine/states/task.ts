import { QueryError, StateError, tooLarge } from '../failure.ts';
import { isObject } from '../is-object.ts';
import { exceedsPayloadLimit } from '../limits.ts';
import type { TaskState } from '../machine.ts';
import type { Payload } from '../payload.ts';
import { type MaybePromise, type Query, type QueryScope, whenReady } from '../query-language/query.ts';
import { scopeOf } from '../query-scope.ts';
import type { Run } from '../run.ts';
import { blocked, failed, type Step } from '../step.ts';
import { writeTaskToken } from '../task-token.ts';
import { setActivity, type Thread } from '../thread.ts';
import type { EngineEvent } from '../types.ts';
import { recordTask } from './task-history.ts';
import { beatHeart, completeTask, failTask, submitTask, type TaskActivity, timeOut } from './task-outcomes.ts';

/** What a task is called with. */
interface CallFields {
  readonly parameters: Payload;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly roleArn: string | undefined;
}

/** Calls the task, under a new token if it is a callback: an earlier attempt's token opens nothing any more. */
export function startTask(run: Run, thread: Thread, state: TaskState): MaybePromise<Step> {
  const { isCallback, isJob } = state.resource;
  const token = isCallback || isJob ? newToken(run, thread) : undefined;
  return whenReady(fieldsOf(run, thread, state, token), (fields) => callTask(run, thread, state, token, fields));
}

/** Most tasks are called with their input and no more, which asks for no query and no promise. */
function fieldsOf(run: Run, thread: Thread, state: TaskState, token: string | undefined): MaybePromise<CallFields> {
  const { arguments: query, timeoutSeconds, heartbeatSeconds, credentials } = state;
  if (
    query === undefined &&
    timeoutSeconds === undefined &&
    heartbeatSeconds === undefined &&
    credentials === undefined
  )
    return { parameters: thread.input, timeoutSeconds, heartbeatSeconds, roleArn: undefined };
  return evaluateFields(thread, state, scopeOf(run, thread, state, { token }));
}

async function evaluateFields(thread: Thread, state: TaskState, scope: QueryScope): Promise<CallFields> {
  const parameters = (await state.arguments?.evaluate(scope)) ?? thread.input;
  const timeoutSeconds = await secondsOf(state.timeoutSeconds, 'TimeoutSeconds', scope);
  const heartbeatSeconds = await secondsOf(state.heartbeatSeconds, 'HeartbeatSeconds', scope);
  const roleArn = await roleOf(state.credentials, scope);
  return { parameters, timeoutSeconds, heartbeatSeconds, roleArn };
}

function callTask(run: Run, thread: Thread, state: TaskState, token: string | undefined, fields: CallFields): Step {
  const { isCallback, isJob } = state.resource;
  const { parameters, timeoutSeconds, heartbeatSeconds, roleArn } = fields;
  if (exceedsPayloadLimit(parameters.text)) return failed(tooLarge(state.name));

  recordTask(run, thread, state.resource, { kind: 'scheduled', ...fields });
  recordTask(run, thread, state.resource, { kind: 'started' });
  const taskId = run.newId();
  const { path } = thread;
  run.ask({
    kind: 'call-task',
    path,
    taskId,
    resource: state.resource.resource,
    parameters: parameters.text,
    ...(roleArn === undefined ? {} : { roleArn }),
  });
  const startsHeartbeat = heartbeatSeconds !== undefined && !isCallback && !isJob;
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
      if (state.resource.isCallback || state.resource.isJob)
        return () => submitTask(run, thread, state, activity, event.output);
      return () => completeTask(run, thread, state, activity, event.output);
    case 'callback-succeeded':
      if (event.token !== activity.token) return undefined;
      return () => completeTask(run, thread, state, activity, event.output);
    case 'job-succeeded':
      if (event.taskId !== activity.taskId) return undefined;
      return () => completeTask(run, thread, state, activity, event.output);
    case 'job-failed':
      if (event.taskId !== activity.taskId) return undefined;
      return () => failTask(run, thread, state, activity, event.failure);
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

function newToken(run: Run, { path }: Thread): string {
  let nonce = '';
  for (let i = 0; i < 4; i += 1) nonce += Math.floor(run.random() * 2 ** 32).toString(36);
  return writeTaskToken({ executionArn: run.execution.executionArn, path }, nonce);
}

async function secondsOf(query: Query | undefined, field: string, scope: QueryScope): Promise<number | undefined> {
  if (query === undefined) return undefined;
  const value = Math.floor((await query.evaluate(scope)).value as number);
  if (value >= 1 && value <= 99_999_999) return value;
  throw new QueryError(`The ${field} field must be between 1 and 99999999 but was: ${value}`, field, {
    followsEntry: true,
  });
}

/** The role of `Credentials`. */
async function roleOf(query: Query | undefined, scope: QueryScope): Promise<string | undefined> {
  if (query === undefined) return undefined;
  const credentials = (await query.evaluate(scope)).value;
  const roleArn = isObject(credentials) ? credentials.RoleArn : undefined;
  if (typeof roleArn === 'string') return roleArn;
  throw new StateError(`The field 'RoleArn' of Credentials must be a string, but was: ${JSON.stringify(roleArn)}`);
}
