import type { Payload } from '../payload.ts';
import type { Run } from '../run.ts';
import type { TaskResource } from '../task-resource.ts';
import type { Thread } from '../thread.ts';
import type { Failure } from '../types.ts';

type TaskOccurrence =
  | {
      readonly kind: 'scheduled';
      readonly parameters: Payload;
      readonly timeoutSeconds: number | undefined;
      readonly heartbeatSeconds: number | undefined;
      readonly roleArn: string | undefined;
    }
  | { readonly kind: 'started' }
  | { readonly kind: 'submitted' | 'succeeded'; readonly output: string }
  | { readonly kind: 'failed' | 'timed-out'; readonly failure: Failure };

const eventNames = {
  scheduled: 'Scheduled',
  started: 'Started',
  submitted: 'Submitted',
  succeeded: 'Succeeded',
  failed: 'Failed',
  'timed-out': 'TimedOut',
} as const;

/** Writes what happened to a task: as `LambdaFunction…` where the resource is a function's ARN, as `Task…` elsewhere. */
export function recordTask(run: Run, thread: Thread, resource: TaskResource, occurrence: TaskOccurrence): void {
  const isFunction = resource.kind === 'function';
  const details = { ...(isFunction ? {} : resourceDetails(resource)), ...detailsOf(run, resource, occurrence) };
  const type = `${isFunction ? 'LambdaFunction' : 'Task'}${eventNames[occurrence.kind]}`;
  run.recordIn(thread, type, isFunction && occurrence.kind === 'started' ? undefined : details);
}

function resourceDetails(resource: Extract<TaskResource, { kind: 'service' }>): Readonly<Record<string, string>> {
  return { resourceType: resource.resourceType, resource: resource.action };
}

function detailsOf(run: Run, resource: TaskResource, occurrence: TaskOccurrence): Readonly<Record<string, unknown>> {
  switch (occurrence.kind) {
    case 'scheduled': {
      const { parameters, timeoutSeconds, heartbeatSeconds, roleArn } = occurrence;
      return {
        ...(resource.kind === 'function'
          ? { resource: resource.resource, input: parameters.text }
          : { region: run.environment.region, parameters: parameters.text }),
        ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
        ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
        ...(roleArn === undefined ? {} : { taskCredentials: { roleArn } }),
      };
    }
    case 'started':
      return {};
    case 'submitted':
    case 'succeeded':
      return { output: occurrence.output };
    case 'failed':
    case 'timed-out':
      return failureDetails(occurrence.failure);
  }
}

/** `error` and `cause`, as far as they are known. */
export function failureDetails({ error, cause }: Failure): Readonly<Record<string, string>> {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
