/**
 * C1 to C3: a workflow closes for ever, unless a signal that Close accepts is pending; then the run goes on with it. What
 * comes after C2 is undeliverable, whether C3 finds it or the router does.
 */
import { StorageConflict } from '../../domain/errors.ts';
import type { SignalType } from '../../domain/signals.ts';
import { cleanConsumed } from './cleaning.ts';
import { chooseDelivery, uncleaned } from './delivery.ts';
import { isCurrentAndOpen, isLaterOrSameClose, isStillThisClose, updateInstance } from './instance-writes.ts';
import { type Attempt, type Checkpoint, type Delivery, fenceNumber, type Instance, type WorkflowRun } from './items.ts';
import { retentionSeconds } from './limits.ts';
import { instant, type Protocol } from './protocol.ts';
import { refuse } from './refused.ts';
import { queryPending } from './table.ts';
import { type Announce, settleUndeliverable } from './undeliverable.ts';

export interface Closing extends Attempt {
  readonly workflow: WorkflowRun;
  readonly accepts: readonly SignalType[];
  readonly checkpoint: Checkpoint;
  readonly carry: readonly string[];
  /** Of the invocation: two attempts with one number never mistake each other for themselves. */
  readonly requestId: string;
}

export type CloseOutcome = { readonly closed: true } | ({ readonly closed: false } & Delivery);

export async function closeWorkflow(protocol: Protocol, closing: Closing, announce: Announce): Promise<CloseOutcome> {
  const { workflow, accepts, carry } = closing;
  const begun = await beginClose(protocol, closing);
  if (begun.kind === 'refused') return afterRefusal(protocol, workflow, begun.item, announce);

  const delivery = chooseDelivery(await queryPending(protocol, workflow), carry, accepts);
  if (delivery) return { closed: false, ...delivery };

  const closed = await markClosed(protocol, closing);
  if (closed.kind === 'refused') return afterRefusal(protocol, workflow, closed.item, announce);
  return settleRest(protocol, workflow, carry, announce);
}

/** C1. */
function beginClose(protocol: Protocol, { workflow, checkpoint, carry, requestId, ...attempt }: Closing) {
  return updateInstance(protocol, workflow, {
    condition: `${isCurrentAndOpen} AND ${isLaterOrSameClose}`,
    expression: 'SET #no = :no, #by = :by, #checkpoint = :checkpoint, #consumed = :carry, #phase = :phase REMOVE #wait',
    names: ['no', 'by', 'checkpoint', 'consumed', 'phase', 'wait'],
    values: { open: 'open', no: fenceNumber(attempt), by: requestId, checkpoint, carry, phase: checkpoint.phase },
  });
}

/** C2. */
function markClosed(protocol: Protocol, { workflow, requestId, ...attempt }: Closing) {
  const nowMs = protocol.nowMs();
  return updateInstance(protocol, workflow, {
    condition: `${isCurrentAndOpen} AND ${isStillThisClose}`,
    expression: 'SET #status = :closed, #closedAt = :closedAt, #phase = :closed, #ttl = :ttl REMOVE #expectedBy',
    names: ['no', 'by', 'closedAt', 'phase', 'ttl', 'expectedBy'],
    values: {
      open: 'open',
      no: fenceNumber(attempt),
      by: requestId,
      closed: 'closed',
      closedAt: instant(nowMs),
      ttl: Math.floor(nowMs / 1000) + retentionSeconds,
    },
  });
}

/** C3, T3. `consumed` is the instance's at the time of closing, which never changes again. */
export async function settleRest(
  protocol: Protocol,
  workflow: WorkflowRun,
  consumed: readonly string[],
  announce: Announce,
): Promise<CloseOutcome> {
  const pending = await queryPending(protocol, workflow);
  await cleanConsumed(protocol, workflow, uncleaned(pending, consumed));
  for (const signal of pending) {
    if (!consumed.includes(signal.sk)) await settleUndeliverable(protocol, workflow, signal, announce);
  }
  return { closed: true };
}

async function afterRefusal(
  protocol: Protocol,
  workflow: WorkflowRun,
  instance: Instance | undefined,
  announce: Announce,
): Promise<CloseOutcome> {
  if (instance?.run === workflow.run) {
    // An earlier attempt of this run got that far and died.
    if (instance.status === 'closed') return settleRest(protocol, workflow, instance.consumed ?? [], announce);
    if (instance.status === 'open') throw new StorageConflict('another attempt to close is at work');
  }
  return refuse(protocol, workflow, instance);
}
