import type { DeployedLegwork } from '../deploy-legwork.ts';

/** One run of one workflow, as the report lists it. */
export interface WorkflowRow {
  readonly type: string;
  readonly id: string;
  readonly run: number;
  /** Of the execution: RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED. */
  readonly status: string;
  readonly phase: string;
  readonly historyEvents: number;
}

interface InstanceItem {
  readonly pk: { readonly S: string };
  readonly run: { readonly N: string };
  readonly phase?: { readonly S: string };
}

const administrator = { kind: 'administrator' } as const;

/** Every run of every workflow, read from the table of instances and the executions behind them. */
export async function readWorkflows({
  runtime,
  outputs,
}: Pick<DeployedLegwork, 'runtime' | 'outputs'>): Promise<WorkflowRow[]> {
  const call = (service: 'dynamodb' | 'states', operation: string, input: unknown): Promise<unknown> =>
    runtime.kernel.call({ service, operation, input, caller: administrator });
  const { accountId, region } = runtime.kernel;
  const prefix = outputs.eventBusName;

  const rows: WorkflowRow[] = [];
  let startKey: unknown;
  do {
    const page = (await call('dynamodb', 'Scan', {
      TableName: outputs.workflowsTableName,
      FilterExpression: 'sk = :instance',
      ExpressionAttributeValues: { ':instance': { S: 'instance' } },
      ...(startKey ? { ExclusiveStartKey: startKey } : {}),
    })) as { Items: InstanceItem[]; LastEvaluatedKey?: unknown };
    for (const item of page.Items) rows.push(...(await rowsOf(item)));
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return rows;

  async function rowsOf(item: InstanceItem): Promise<WorkflowRow[]> {
    const [type = '', id = ''] = item.pk.S.split('#');
    const lastRun = Number(item.run.N);
    const found: WorkflowRow[] = [];
    for (let run = 1; run <= lastRun; run += 1) {
      const executionArn = `arn:aws:states:${region}:${accountId}:execution:${prefix}-${type}:${type}-${id}-r${run}`;
      const { status } = (await call('states', 'DescribeExecution', { executionArn })) as { status: string };
      const { events } = (await call('states', 'GetExecutionHistory', {
        executionArn,
        reverseOrder: true,
        maxResults: 1,
      })) as { events: Array<{ id: number }> };
      const phase = run === lastRun ? (item.phase?.S ?? 'new') : 'continued';
      found.push({ type, id, run, status, phase, historyEvents: events[0]?.id ?? 0 });
    }
    return found;
  }
}
