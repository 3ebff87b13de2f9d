/**
 * The workflows that are not closed, from the sparse index of the `Workflows` table: never from Step Functions, whose
 * lists cost a call a hundred executions at a few calls a second.
 *
 * The index holds keys; each instance is then read itself, consistently, so that none is shown as it was a moment ago.
 */
import { BatchGetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type WorkflowKey, type WorkflowType, workflowTypes } from '../../lambdas/domain/workflow-types.ts';
import type { Instance, Operation } from '../../lambdas/signals/protocol/items.ts';
import { type Connection, notDeployed } from './connection.ts';
import { isMissing } from './failures.ts';
import type { Surroundings } from './surroundings.ts';

const openWorkflowsIndex = 'open-by-expected';

/** What listing calls; told to operators who may not. */
export const listNeeds = ['dynamodb:Query (index open-by-expected)', 'dynamodb:BatchGetItem'];

export interface OpenWorkflow extends WorkflowKey {
  readonly run: number;
  readonly status: 'starting' | 'open';
  readonly phase: string | null;
  readonly definitionVersion: string | null;
  /** Something should have happened to it before now and has not. */
  readonly isStale: boolean;
  readonly expectedBy: string | null;
  readonly openedAt: string;
  readonly parent: string | null;
  /** What an operator did to it last. */
  readonly operation: Operation | null;
}

/** What is listed; everything that is given has to hold. */
export interface WorkflowFilter {
  readonly types?: readonly WorkflowType[];
  readonly ids?: readonly string[];
  readonly phase?: string;
  readonly status?: 'starting' | 'open';
  readonly isStale?: boolean;
  /** A definition version. */
  readonly version?: string;
  /** Opened at or after this instant. Milliseconds since the epoch. */
  readonly openedFromMs?: number;
  /** Opened before this instant. */
  readonly openedBeforeMs?: number;
}

/** BatchGetItem's bound. */
const batchSize = 100;
/** Keys that AWS left out of an answer are asked for again after this; doubled each time. Unit: milliseconds. */
const firstPauseMs = 100;
const longestPauseMs = 5_000;

/** One page at a time, those that are due first: fleets are larger than a screen, and than a request. */
export async function* listOpenWorkflows(
  connection: Connection,
  surroundings: Pick<Surroundings, 'nowMs' | 'sleep'>,
  filter: WorkflowFilter = {},
): AsyncGenerator<readonly OpenWorkflow[]> {
  let startKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const now = new Date(surroundings.nowMs()).toISOString();
    const page = await connection.documents
      .send(
        new QueryCommand({
          TableName: connection.tableName,
          IndexName: openWorkflowsIndex,
          KeyConditionExpression: `sk = :instance${filter.isStale === true ? ' AND expectedBy < :now' : ''}`,
          ExpressionAttributeValues: { ':instance': 'instance', ...(filter.isStale === true && { ':now': now }) },
          Limit: batchSize,
          ExclusiveStartKey: startKey,
        }),
      )
      .catch((error: unknown) => {
        throw isMissing(error) ? notDeployed(connection.target) : error;
      });
    const keys = (page.Items ?? [])
      .map(({ pk }) => String(pk))
      .filter((pk) => matchesKey(parsePartitionKey(pk), filter));
    const instances = await readInstances(connection, surroundings, keys);
    const found = instances
      .flatMap((instance) => toOpenWorkflow(instance, now) ?? [])
      .filter((workflow) => matches(workflow, filter));
    if (found.length > 0) yield found;
    startKey = page.LastEvaluatedKey;
  } while (startKey);
}

/** The instances of these partitions, in this order; those that are gone are left out. Consistent reads. */
export async function readInstances(
  { documents, tableName }: Connection,
  { sleep }: Pick<Surroundings, 'sleep'>,
  partitionKeys: readonly string[],
): Promise<readonly Instance[]> {
  const found = new Map<string, Instance>();
  for (let from = 0; from < partitionKeys.length; from += batchSize) {
    let keys: readonly Record<string, unknown>[] = partitionKeys
      .slice(from, from + batchSize)
      .map((pk) => ({ pk, sk: 'instance' }));
    for (let pauseMs = firstPauseMs; keys.length > 0; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      const { Responses, UnprocessedKeys } = await documents.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys: [...keys], ConsistentRead: true } } }),
      );
      for (const item of Responses?.[tableName] ?? []) found.set(String(item.pk), item as Instance);
      keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (keys.length > 0) await sleep(pauseMs);
    }
  }
  return partitionKeys.flatMap((pk) => found.get(pk) ?? []);
}

/** `trip-leg#L-1` as type and id; undefined for what is no workflow of ours. */
export function parsePartitionKey(pk: string): WorkflowKey | undefined {
  const at = pk.indexOf('#');
  const type = workflowTypes.find((known) => known === pk.slice(0, at));
  return type === undefined ? undefined : { type, id: pk.slice(at + 1) };
}

/** Undefined for one that has closed since the index was read. */
function toOpenWorkflow(instance: Instance, now: string): OpenWorkflow | undefined {
  const key = parsePartitionKey(instance.pk);
  if (key === undefined || instance.status === 'closed') return undefined;
  const { run, status, phase, definitionVersion, expectedBy, openedAt, parent, operation } = instance;
  return {
    ...key,
    run,
    status,
    phase: phase ?? null,
    definitionVersion: definitionVersion ?? null,
    isStale: expectedBy !== undefined && expectedBy < now,
    expectedBy: expectedBy ?? null,
    openedAt,
    parent: parent ?? null,
    operation: operation ?? null,
  };
}

function matchesKey(key: WorkflowKey | undefined, { types, ids }: WorkflowFilter): boolean {
  if (key === undefined) return false;
  return (types === undefined || types.includes(key.type)) && (ids === undefined || ids.includes(key.id));
}

function matches(workflow: OpenWorkflow, filter: WorkflowFilter): boolean {
  const { phase, status, isStale, version, openedFromMs, openedBeforeMs } = filter;
  const openedMs = Date.parse(workflow.openedAt);
  return (
    (phase === undefined || workflow.phase === phase) &&
    (status === undefined || workflow.status === status) &&
    (isStale === undefined || workflow.isStale === isStale) &&
    (version === undefined || workflow.definitionVersion === version) &&
    (openedFromMs === undefined || openedMs >= openedFromMs) &&
    (openedBeforeMs === undefined || openedMs < openedBeforeMs)
  );
}
