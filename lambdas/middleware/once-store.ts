import { randomUUID } from 'node:crypto';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
  type UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from './conditional-write.ts';

/** A run of a workflow, as its state machine's input names it. */
export interface WorkflowRun {
  readonly type: string;
  readonly id: string;
  readonly run: number;
}

export interface Claim {
  readonly kind: 'claimed';
  readonly key: string;
  readonly owner: string;
  readonly mayHaveHappened: boolean;
}

type ClaimOutcome = Claim | { readonly kind: 'finished'; readonly result: unknown } | { readonly kind: 'leased' };

type Completion =
  | { readonly kind: 'completed' }
  | { readonly kind: 'finished'; readonly result: unknown }
  | { readonly kind: 'lost' };

/** What `once` remembers, and what it asks the workflow's instance. All reads are consistent. */
export interface OnceStore {
  readInstance(workflow: WorkflowRun): Promise<{ readonly run: number; readonly status: string } | undefined>;
  claim(key: string, nowMs: number, leaseUntilMs: number): Promise<ClaimOutcome>;
  /** Stores the result, if the claim is still the owner's. */
  complete(claim: Claim, result: unknown, nowMs: number): Promise<Completion>;
  /** Ends the lease, if the claim is still the owner's; the record stays and tells that something may have happened. */
  release(claim: Claim): Promise<void>;
}

export interface OnceStoreOptions {
  readonly documents: DynamoDBDocumentClient;
  /** Table with the key `pk`. */
  readonly idempotencyTable: string;
  /** Table with the workflows' instances, key `pk` and `sk`. */
  readonly workflowsTable: string;
  /** Makes an owner token that no other claim has. Default: a random UUID. */
  readonly newOwner?: () => string;
}

/** How long a record is remembered, from its last write. Unit: seconds. */
const recordRetentionSeconds = 400 * 24 * 60 * 60;

const isFree = 'attribute_not_exists(pk) OR (#status = :running AND leaseUntilMs <= :now)';
const isMine = '#owner = :me AND #status = :running';
const claimed =
  'SET #owner = :me, #status = :running, leaseUntilMs = :until, attempts = if_not_exists(attempts, :zero) + :one, #ttl = :ttl';
const completed = 'SET #status = :finished, #result = :result, #ttl = :ttl REMOVE leaseUntilMs';
const released = 'SET leaseUntilMs = :ended';

interface OnceRecord {
  readonly status: 'running' | 'finished';
  readonly owner: string;
  /** How often the key was claimed, this time included. */
  readonly attempts: number;
  /** JSON text, so that it comes back exactly as the activity's caller would have seen it. */
  readonly result?: string;
}

export function createOnceStore(options: OnceStoreOptions): OnceStore {
  const { documents, idempotencyTable, workflowsTable, newOwner = randomUUID } = options;

  /** One conditional update of the record; all three writes have this shape. */
  const update = (
    key: string,
    condition: string,
    expression: string,
    more: { names: Record<string, string>; values: Record<string, string | number> },
  ) =>
    conditionalWrite<UpdateCommandOutput, OnceRecord>(
      documents.send(
        new UpdateCommand({
          TableName: idempotencyTable,
          Key: { pk: key },
          ConditionExpression: condition,
          UpdateExpression: expression,
          ExpressionAttributeNames: { '#status': 'status', '#owner': 'owner', ...more.names },
          ExpressionAttributeValues: { ':running': 'running', ...more.values },
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );

  return {
    async readInstance({ type, id }) {
      const { Item } = await documents.send(
        new GetCommand({
          TableName: workflowsTable,
          Key: { pk: `${type}#${id}`, sk: 'instance' },
          ProjectionExpression: '#run, #status',
          ExpressionAttributeNames: { '#run': 'run', '#status': 'status' },
          ConsistentRead: true,
        }),
      );
      return Item as { run: number; status: string } | undefined;
    },

    async claim(key, nowMs, leaseUntilMs) {
      const owner = newOwner();
      const outcome = await update(key, isFree, claimed, {
        names: { '#ttl': 'ttl' },
        values: { ':me': owner, ':until': leaseUntilMs, ':now': nowMs, ':zero': 0, ':one': 1, ':ttl': ttl(nowMs) },
      });
      const record = outcome.kind === 'written' ? (outcome.output.Attributes as OnceRecord) : outcome.item;
      if (record?.status === 'finished') return { kind: 'finished', result: resultOf(record) };
      // Refused by our own token: the SDK repeated a call whose answer was lost.
      if (record?.owner === owner) return { kind: 'claimed', key, owner, mayHaveHappened: record.attempts > 1 };
      return { kind: 'leased' };
    },

    async complete({ key, owner }, result, nowMs) {
      const outcome = await update(key, isMine, completed, {
        names: { '#ttl': 'ttl', '#result': 'result' },
        values: {
          ':me': owner,
          ':finished': 'finished',
          ':result': JSON.stringify(result ?? null),
          ':ttl': ttl(nowMs),
        },
      });
      if (outcome.kind === 'written') return { kind: 'completed' };
      if (outcome.item?.status === 'finished') return { kind: 'finished', result: resultOf(outcome.item) };
      return { kind: 'lost' };
    },

    async release({ key, owner }) {
      await update(key, isMine, released, { names: {}, values: { ':me': owner, ':ended': 0 } });
    },
  };
}

const ttl = (nowMs: number): number => Math.floor(nowMs / 1000) + recordRetentionSeconds;
const resultOf = (record: OnceRecord): unknown => JSON.parse(record.result ?? 'null');
