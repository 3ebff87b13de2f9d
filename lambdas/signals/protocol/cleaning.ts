/** A2 and the second half of U: a signal that is dealt with keeps its key, for duplicates to find, and loses its payload. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { parseSignalKey } from '../../domain/signals.ts';
import { conditionalWrite } from '../../middleware/conditional-write.ts';
import { signalItemKey, type WorkflowKey, type WorkflowRun } from './items.ts';
import { retentionSeconds } from './limits.ts';
import type { Protocol } from './protocol.ts';

/** A2: the checkpoint that contains these signals is stored. */
export async function cleanConsumed(protocol: Protocol, workflow: WorkflowRun, keys: readonly string[]): Promise<void> {
  for (const sk of keys) await settle(protocol, workflow, sk, workflow.run);
}

/** U: the signal was reported, or need not be. */
export async function cleanUndelivered(protocol: Protocol, workflow: WorkflowKey, sk: string): Promise<void> {
  await settle(protocol, workflow, sk);
}

/** Refused where somebody else has done it already. */
async function settle(protocol: Protocol, workflow: WorkflowKey, sk: string, consumedBy?: number): Promise<void> {
  const keepFromMs = Math.max(protocol.nowMs(), Date.parse(parseSignalKey(sk).occurredAt));
  const set = consumedBy === undefined ? 'SET #ttl = :ttl' : 'SET #ttl = :ttl, consumedBy = :run';
  await conditionalWrite(
    protocol.documents.send(
      new UpdateCommand({
        TableName: protocol.tableName,
        Key: signalItemKey(workflow, sk),
        ConditionExpression: 'attribute_exists(pendingSince)',
        UpdateExpression: `${set} REMOVE pendingSince, payload`,
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':ttl': Math.floor(keepFromMs / 1000) + retentionSeconds,
          ...(consumedBy !== undefined && { ':run': consumedBy }),
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
}
