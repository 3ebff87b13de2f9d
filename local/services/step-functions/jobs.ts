import type { ExecutionIdentity, Failure, Job } from '../../engine/types.ts';
import { isAwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { startExecution } from './integrations/start-execution.ts';
import { toFailure } from './integrations/task-failure.ts';

/** How a job ended, for the task that waits for it. */
type JobEnd =
  | { readonly kind: 'job-succeeded'; readonly output: string }
  | { readonly kind: 'job-failed'; readonly failure: Failure };

/**
 * The executions that tasks of other executions wait for (`startExecution.sync`). What is asked of them is asked under the
 * role of the machine that waits.
 */
export interface Jobs {
  /** Tells once how the job ended, also if it has ended already. */
  watch(job: Job, waiting: ExecutionIdentity, tell: (end: JobEnd) => void): void;
  /** Stops the job, as far as that is still possible and allowed. */
  stop(job: Job, waiting: ExecutionIdentity): void;
  /** To be called when an execution has ended. */
  ended(executionArn: string): void;
}

type Description = Readonly<Record<string, unknown>> & { readonly status: string };

export function createJobs(kernel: Kernel): Jobs {
  const watchers = new Map<string, Set<() => void>>();

  const call = (operation: string, executionArn: string, { roleArn, name }: ExecutionIdentity): Promise<unknown> => {
    const caller = { kind: 'role', roleArn, sessionName: name } as const;
    return kernel.call({ service: 'states', operation, input: { executionArn }, caller });
  };

  const endOf = async (job: Job, waiting: ExecutionIdentity): Promise<JobEnd | undefined> => {
    try {
      const description = (await call('DescribeExecution', executionOf(job), waiting)) as Description;
      return description.status === 'RUNNING' ? undefined : describeEnd(job, description);
    } catch (error) {
      return { kind: 'job-failed', failure: toFailure(error, startExecution.naming, kernel.identifiers.uuid()) };
    }
  };

  return {
    watch(job, waiting, tell) {
      const executionArn = executionOf(job);
      const watching = watchers.get(executionArn) ?? new Set();
      watchers.set(executionArn, watching);
      const look = (): void => {
        kernel.work.start(`job ${executionArn}`, async () => {
          const end = await endOf(job, waiting);
          if (end === undefined || !watching.delete(look)) return;
          if (watching.size === 0) watchers.delete(executionArn);
          tell(end);
        });
      };
      watching.add(look);
      look();
    },
    stop(job, waiting) {
      kernel.work.start(`stop of job ${executionOf(job)}`, async () => {
        try {
          await call('StopExecution', executionOf(job), waiting);
        } catch (error) {
          // AWS tries as well, and tells nobody if it may not: the task that could be told is over.
          if (!isAwsError(error)) throw error;
        }
      });
    },
    ended(executionArn) {
      if (watchers.size === 0) return;
      for (const look of [...(watchers.get(executionArn) ?? [])]) look();
    },
  };
}

function executionOf({ answer }: Job): string {
  return (JSON.parse(answer) as { readonly ExecutionArn: string }).ExecutionArn;
}

/** A job that was stopped, or ran out of time, has failed too. */
function describeEnd({ resource }: Job, description: Description): JobEnd {
  const shown = JSON.stringify(capitalised(description, resource.endsWith('.sync:2')));
  if (description.status === 'SUCCEEDED') return { kind: 'job-succeeded', output: shown };
  return { kind: 'job-failed', failure: { error: 'States.TaskFailed', cause: shown } };
}

/** The description with capital letters, as the integrations write it; `.sync:2` has input and output as documents. */
function capitalised(value: object, parsesDocuments: boolean): object {
  const members = Object.entries(value).map(([name, member]) => {
    const isDocument = parsesDocuments && (name === 'input' || name === 'output');
    const shown = isDocument ? (JSON.parse(String(member)) as unknown) : shownMember(member, parsesDocuments);
    return [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, shown] as const;
  });
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shownMember(member: unknown, parsesDocuments: boolean): unknown {
  if (member instanceof Date) return member.getTime();
  return typeof member === 'object' && member !== null ? capitalised(member, parsesDocuments) : member;
}
