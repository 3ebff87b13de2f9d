/** Everything that the `Workflows` table says about one workflow: one query. */
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { executionName, type WorkflowKey, type WorkflowRun } from '../../lambdas/domain/workflow-types.ts';
import { type Instance, partitionKey, type SignalItem, signalKeyPrefix } from '../../lambdas/signals/protocol/items.ts';
import { type Connection, notDeployed } from '../support/connection.ts';
import { CommandFailure, exitCodes, isMissing } from '../support/failures.ts';

export interface StoredWorkflow {
  readonly key: WorkflowKey;
  readonly instance: Instance;
  /** The record, as far as there is one; its shape is that of the workflow's type. */
  readonly record: Readonly<Record<string, unknown>> | undefined;
  /** Oldest first: what waits and what is remembered. */
  readonly signals: readonly SignalItem[];
}

/** A signal waits if it is stored as pending and no checkpoint contains it. */
export function isPending(signal: SignalItem, { consumed = [] }: Pick<Instance, 'consumed'>): boolean {
  return signal.pendingSince !== undefined && !consumed.includes(signal.sk);
}

/** @throws CommandFailure where there is no such workflow */
export async function readWorkflow(connection: Connection, key: WorkflowKey): Promise<StoredWorkflow> {
  const items = await readPartition(connection, key);
  const instance = items.find(({ sk }) => sk === 'instance') as Instance | undefined;
  const signals = items.filter(({ sk }) => String(sk).startsWith(signalKeyPrefix)) as unknown as SignalItem[];
  if (instance === undefined) {
    const early = signals.length === 0 ? '' : ` ${signals.length} signals wait for it to begin.`;
    throw new CommandFailure(
      exitCodes.missing,
      `There is no ${key.type} ${key.id} in stage ${connection.target.stage}.${early}`,
    );
  }
  return { key, instance, signals, record: recordOf(items) };
}

/** The record of another workflow, or nothing. */
export async function readRecordOf(
  connection: Connection,
  key: WorkflowKey,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  return recordOf(await readPartition(connection, key, 'state'));
}

export async function executionArnOf(connection: Connection, run: WorkflowRun): Promise<string> {
  const { stateMachineArnPrefix } = await connection.locate();
  const executions = stateMachineArnPrefix.replace(':stateMachine:', ':execution:');
  return `${executions}${run.type}:${executionName(run)}`;
}

async function readPartition(
  { documents, tableName, target }: Connection,
  key: WorkflowKey,
  sk?: string,
): Promise<readonly Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let startKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await documents
      .send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: `pk = :pk${sk === undefined ? '' : ' AND sk = :sk'}`,
          ExpressionAttributeValues: { ':pk': partitionKey(key), ...(sk !== undefined && { ':sk': sk }) },
          ConsistentRead: true,
          ExclusiveStartKey: startKey,
        }),
      )
      .catch((error: unknown) => {
        throw isMissing(error) ? notDeployed(target) : error;
      });
    items.push(...(page.Items ?? []));
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return items;
}

function recordOf(items: readonly Record<string, unknown>[]): Readonly<Record<string, unknown>> | undefined {
  const item = items.find((one) => one.sk === 'state');
  if (item === undefined) return undefined;
  const { pk: _pk, sk: _sk, ttl: _ttl, ...record } = item;
  return record;
}
