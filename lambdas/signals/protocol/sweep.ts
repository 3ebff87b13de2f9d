/**
 * Finds workflows of which something was expected that has not come, and brings on those that can be brought on safely.
 *
 * W1  It looks only at what is overdue: the sparse index has nothing else in that range, and a sweep of nothing is one read.
 * W2  An overdue workflow is read again, consistently, before anything is believed of it.
 * W3  What the router would do is done first (R2): a run that nobody started is started, a signal that lies there delivered.
 * W4  A run is replaced only where nothing of it can be in flight: it ended, or has waited, for longer than any activity takes.
 * W5  A run that was begun by a repair and never came to a wait is not replaced again: what keeps it from that is for people.
 * W6  A sweep is bounded by number and time. Those of every other hour begin at the far end, so that what does not fit into one
 *     is not always the same.
 */
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type WorkflowKey, workflowTypes } from '../../domain/workflow-types.ts';
import { chooseDelivery, sendDelivery } from './delivery.ts';
import { inspectRun, type RunInspection } from './inspect-run.ts';
import type { Instance, WorkflowRun } from './items.ts';
import { longestActivitySeconds } from './limits.ts';
import { instant, type Protocol } from './protocol.ts';
import { replaceGoneRun } from './replace-gone.ts';
import { startRun } from './start.ts';
import { queryPending, readInstance } from './table.ts';

/** Name of the index of what is not closed, by `expectedBy`. */
const openInstancesIndex = 'open-by-expected';
/** Keys of one page of the index. */
const pageSize = 100;
/** W4. What a forced restart waits for as well. */
const inFlightMs = longestActivitySeconds * 1000;

/** What became of one overdue workflow. `current`: it is not overdue any more. */
export type SweepFinding =
  | { readonly kind: 'current' }
  | { readonly kind: 'started' | 'delivered'; readonly instance: Instance }
  | { readonly kind: 'replaced'; readonly instance: Instance; readonly why: string; readonly run: number }
  | { readonly kind: 'stale'; readonly instance: Instance; readonly why: string };

/** Keys of what the index has as overdue; the oldest first, or the newest. */
export async function* listOverdue(
  protocol: Protocol,
  { oldestFirst }: { readonly oldestFirst: boolean },
): AsyncGenerator<WorkflowKey> {
  let startKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await protocol.documents.send(
      new QueryCommand({
        TableName: protocol.tableName,
        IndexName: openInstancesIndex,
        KeyConditionExpression: 'sk = :instance AND expectedBy < :now',
        ExpressionAttributeValues: { ':instance': 'instance', ':now': instant(protocol.nowMs()) },
        ScanIndexForward: oldestFirst,
        Limit: pageSize,
        ExclusiveStartKey: startKey,
      }),
    );
    for (const { pk } of page.Items ?? []) {
      const key = parsePartitionKey(String(pk));
      if (key !== undefined) yield key;
    }
    startKey = page.LastEvaluatedKey;
  } while (startKey);
}

/** Looks at one workflow that the index has as overdue, and does for it what is safe. */
export async function sweepWorkflow(protocol: Protocol, key: WorkflowKey): Promise<SweepFinding> {
  const instance = await readInstance(protocol, key);
  if (instance === undefined || !isOverdue(instance, protocol.nowMs())) return { kind: 'current' };
  const workflow: WorkflowRun = { ...key, run: instance.run };
  const run = await inspectRun(protocol, workflow);
  if (run.kind === 'missing' && instance.status === 'starting') {
    await startRun(protocol, key, instance);
    return { kind: 'started', instance };
  }
  if (run.kind === 'running' && (await deliverPending(protocol, key, instance))) return { kind: 'delivered', instance };
  return replaceWhereSafe(protocol, workflow, instance, run);
}

/** D1, D2: a delivery that found nobody says so. */
async function deliverPending(
  protocol: Protocol,
  key: WorkflowKey,
  { wait, consumed = [] }: Instance,
): Promise<boolean> {
  if (wait === undefined) return false;
  const delivery = chooseDelivery(await queryPending(protocol, key), consumed, wait.accepts);
  if (delivery === undefined) return false;
  return (await sendDelivery(protocol, wait.token, delivery)) === undefined;
}

async function replaceWhereSafe(
  protocol: Protocol,
  workflow: WorkflowRun,
  instance: Instance,
  run: RunInspection,
): Promise<SweepFinding> {
  const { why, quietSinceMs } = judge(run);
  if (quietSinceMs === undefined || protocol.nowMs() - quietSinceMs < inFlightMs)
    return { kind: 'stale', instance, why };
  if (wasRepairedInVain(instance)) return { kind: 'stale', instance, why: `${why}, like the one before it` };
  const next = await replaceGoneRun(protocol, workflow, instance, why);
  return next === undefined ? { kind: 'current' } : { kind: 'replaced', instance, why, run: next };
}

/** Why nothing comes of a run, and since when nothing of it can be in flight; undefined: perhaps something is. */
function judge(run: RunInspection): { readonly why: string; readonly quietSinceMs?: number } {
  if (run.kind === 'missing') return { why: 'its execution does not exist', quietSinceMs: 0 };
  if (run.kind === 'ended') return { why: `its execution has ended: ${run.status}`, quietSinceMs: run.endedAtMs };
  // Its wait ends by itself before it is overdue; one that goes on is none that the table knows of.
  if (run.waitingSinceMs !== undefined) {
    return { why: 'it waits with a token that the table does not have', quietSinceMs: run.waitingSinceMs };
  }
  return { why: 'its execution is at work, or tries to be' };
}

/** W5. Every wait writes `no`. */
function wasRepairedInVain({ operation, no }: Instance): boolean {
  return operation?.what === 'repair' && no === undefined;
}

function isOverdue({ status, expectedBy, startAfter }: Instance, nowMs: number): boolean {
  if (status === 'closed' || expectedBy === undefined || Date.parse(expectedBy) > nowMs) return false;
  return startAfter === undefined || Date.parse(startAfter) <= nowMs;
}

function parsePartitionKey(pk: string): WorkflowKey | undefined {
  const at = pk.indexOf('#');
  const type = workflowTypes.find((known) => known === pk.slice(0, at));
  return type === undefined ? undefined : { type, id: pk.slice(at + 1) };
}
