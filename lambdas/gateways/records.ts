/** State items of the `Workflows` table: one record a workflow, beside its instance and its signals. */
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { StorageConflict } from '../domain/errors.ts';

export interface RecordsOptions {
  readonly documents: DynamoDBDocumentClient;
  /** Table with the key `pk` and `sk`. */
  readonly tableName: string;
}

interface Versioned {
  readonly revision: number;
}

/** Sort key of a record. */
export const stateSortKey = 'state';
const sk = stateSortKey;
const isFirst = 'attribute_not_exists(pk)';
const isUnchanged = 'revision = :read';

/** How long a record that needs no more work is kept, from its last write. Unit: seconds. */
export const recordRetentionSeconds = 400 * 24 * 60 * 60;

/** A consistent read. */
export async function readRecord<State extends Versioned>(
  { documents, tableName }: RecordsOptions,
  pk: string,
): Promise<State | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true }),
  );
  return Item && stateOf<State>(Item);
}

interface Key {
  readonly pk: string;
  readonly sk: string;
}

/**
 * Several items in one call, each read consistently, in the order of their keys; undefined where there is none.
 * @throws Error where the table could not give all of them: half an answer would look like items that do not exist
 */
export async function readItems(
  { documents, tableName }: RecordsOptions,
  keys: readonly Key[],
): Promise<readonly (Record<string, unknown> | undefined)[]> {
  const { Responses, UnprocessedKeys } = await documents.send(
    new BatchGetCommand({ RequestItems: { [tableName]: { Keys: [...keys], ConsistentRead: true } } }),
  );
  if (UnprocessedKeys?.[tableName] !== undefined) {
    throw new Error(`${keys.map(({ pk }) => pk).join(', ')} could not be read whole`);
  }
  const items = Responses?.[tableName] ?? [];
  return keys.map(({ pk, sk }) => items.find((item) => item.pk === pk && item.sk === sk));
}

/** The record that an item holds: everything but its keys, its end and what is noted on it. */
export function stateOf<State extends Versioned>(item: Record<string, unknown>): State {
  const { pk: _pk, sk: _sk, ttl: _ttl, quiet: _quiet, ...state } = item;
  return state as unknown as State;
}

/** The payload of a workflow's signal; undefined once it has been consumed and cleaned. A consistent read. */
export async function readSignalPayload(
  { documents, tableName }: RecordsOptions,
  pk: string,
  signalKey: string,
): Promise<unknown> {
  const { Item } = await documents.send(
    new GetCommand({
      TableName: tableName,
      Key: { pk, sk: signalKey },
      ProjectionExpression: 'payload',
      ConsistentRead: true,
    }),
  );
  return Item?.payload;
}

/**
 * Writes the record over the one that was read.
 * @param expiresAtSeconds when the record may go; undefined: never
 * @returns what is stored now: the state with its next revision
 * @throws StorageConflict if another write came between
 */
export async function writeRecord<State extends Versioned>(
  { documents, tableName }: RecordsOptions,
  pk: string,
  state: State,
  expiresAtSeconds?: number,
): Promise<State> {
  const written = { ...state, revision: state.revision + 1 };
  try {
    await documents.send(
      new PutCommand({
        TableName: tableName,
        Item: { pk, sk, ...written, ...(expiresAtSeconds === undefined ? {} : { ttl: expiresAtSeconds }) },
        ...(state.revision === 0
          ? { ConditionExpression: isFirst }
          : { ConditionExpression: isUnchanged, ExpressionAttributeValues: { ':read': state.revision } }),
      }),
    );
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new StorageConflict(`${pk} was written by somebody else`, { cause: error });
  }
  return written;
}

/** Sets attributes beside the record as it was read: the next write of the record drops them. Refused: somebody has written it. */
export async function noteOnRecord(
  { documents, tableName }: RecordsOptions,
  pk: string,
  { revision }: Versioned,
  note: { readonly quiet: object },
): Promise<void> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { pk, sk },
        UpdateExpression: 'SET quiet = :quiet',
        ConditionExpression: isUnchanged,
        ExpressionAttributeValues: { ':read': revision, ':quiet': note.quiet },
      }),
    );
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
