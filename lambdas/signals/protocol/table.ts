/**
 * Reads of the `Workflows` table, all of them consistent: an index, or a read that may be old, loses wake-ups.
 */
import { GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import {
  type Instance,
  instanceKey,
  type PendingSignal,
  partitionKey,
  type SignalItem,
  signalItemKey,
  signalKeyPrefix,
  type WorkflowKey,
} from './items.ts';
import type { Protocol } from './protocol.ts';

export async function readInstance(protocol: Protocol, workflow: WorkflowKey): Promise<Instance | undefined> {
  const { Item } = await protocol.documents.send(
    new GetCommand({ TableName: protocol.tableName, Key: instanceKey(workflow), ConsistentRead: true }),
  );
  return Item as Instance | undefined;
}

export async function readSignal(
  protocol: Protocol,
  workflow: WorkflowKey,
  sk: string,
): Promise<SignalItem | undefined> {
  const { Item } = await protocol.documents.send(
    new GetCommand({ TableName: protocol.tableName, Key: signalItemKey(workflow, sk), ConsistentRead: true }),
  );
  return Item as SignalItem | undefined;
}

/**
 * D1: all signals that nobody has cleaned, oldest first, those of `consumed` included.
 *
 * The table is read from the newest to the oldest: where the answer takes several pages and signals are stored
 * meanwhile, whoever sees one signal thereby still sees every older one that was stored before it.
 */
export async function queryPending(protocol: Protocol, workflow: WorkflowKey): Promise<readonly PendingSignal[]> {
  const newestFirst: PendingSignal[] = [];
  let startKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await protocol.documents.send(
      new QueryCommand({
        TableName: protocol.tableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :signal)',
        FilterExpression: 'attribute_exists(pendingSince)',
        ProjectionExpression: 'sk, #type, payload.bookingId',
        ExpressionAttributeNames: { '#type': 'type' },
        ExpressionAttributeValues: { ':pk': partitionKey(workflow), ':signal': signalKeyPrefix },
        ScanIndexForward: false,
        ConsistentRead: true,
        ExclusiveStartKey: startKey,
      }),
    );
    newestFirst.push(...((page.Items ?? []) as PendingSignal[]));
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return newestFirst.reverse();
}
