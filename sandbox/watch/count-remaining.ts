import type { Runtime } from '../../local/runtime.ts';
import type { Remaining } from './describe-deployment.ts';
import type { NewVersion } from './new-versions.ts';

interface ExecutionPage {
  readonly executions: ReadonlyArray<{ readonly stateMachineVersionArn?: string }>;
  readonly nextToken?: string;
}

/** Of each machine with a new version: how many executions are open on another one. Express machines list none. */
export async function countRemaining(runtime: Runtime, versions: readonly NewVersion[]): Promise<readonly Remaining[]> {
  const remaining: Remaining[] = [];
  for (const { kind, name, arn } of versions) {
    if (kind !== 'state machine') continue;
    const stateMachineArn = arn.slice(0, arn.lastIndexOf(':'));
    const { type } = await call<{ readonly type: string }>(runtime, 'DescribeStateMachine', { stateMachineArn });
    if (type === 'EXPRESS') continue;
    let count = 0;
    let nextToken: string | undefined;
    do {
      const page: ExecutionPage = await call(runtime, 'ListExecutions', {
        stateMachineArn,
        statusFilter: 'RUNNING',
        maxResults: 1_000,
        ...(nextToken !== undefined && { nextToken }),
      });
      count += page.executions.filter(({ stateMachineVersionArn }) => stateMachineVersionArn !== arn).length;
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    remaining.push({ name, count });
  }
  return remaining;
}

async function call<Answer>({ kernel }: Runtime, operation: string, input: unknown): Promise<Answer> {
  return (await kernel.call({
    service: 'states',
    operation,
    input,
    caller: { kind: 'administrator' },
  })) as Answer;
}
