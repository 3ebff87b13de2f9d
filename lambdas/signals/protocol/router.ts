/** R1, R2: a signal is stored first; only then does the router look whether somebody waits for it. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type SignalIdentity, type SignalType, signalKey, startTypes } from '../../domain/signals.ts';
import { conditionalWrite } from '../../middleware/conditional-write.ts';
import { deliverTo } from './delivery.ts';
import { type SignalItem, signalItemKey, type WorkflowKey } from './items.ts';
import { instant, type Protocol } from './protocol.ts';
import { createInstance, startRun } from './start.ts';
import { readInstance, readSignal } from './table.ts';
import { type Announce, settleUndeliverable } from './undeliverable.ts';

export interface IncomingSignal extends SignalIdentity {
  readonly target: WorkflowKey;
  readonly type: SignalType;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The workflow that sent it, if one did: the parent of the workflow that it may begin. */
  readonly sender?: WorkflowKey;
}

/** Stores the signal and brings it as far as it can go now. `duplicate`: it had been stored before. */
export async function routeSignal(
  protocol: Protocol,
  signal: IncomingSignal,
  announce: Announce,
): Promise<'stored' | 'duplicate'> {
  const sk = signalKey(signal);
  const stored = await putSignal(protocol, signal, sk);
  // A pending duplicate goes on: whoever stored the first one may have died before its next call.
  if (stored === 'done with') return 'duplicate';
  await wake(protocol, signal, sk, announce);
  return stored;
}

/** R1. */
async function putSignal(
  protocol: Protocol,
  { target, type, payload }: IncomingSignal,
  sk: string,
): Promise<'stored' | 'duplicate' | 'done with'> {
  const now = instant(protocol.nowMs());
  const outcome = await conditionalWrite<unknown, SignalItem>(
    protocol.documents.send(
      new PutCommand({
        TableName: protocol.tableName,
        Item: { ...signalItemKey(target, sk), type, payload, receivedAt: now, pendingSince: now } satisfies SignalItem,
        ConditionExpression: 'attribute_not_exists(sk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  if (outcome.kind === 'written') return 'stored';
  return outcome.item?.pendingSince === undefined ? 'done with' : 'duplicate';
}

/** R2. */
async function wake(protocol: Protocol, signal: IncomingSignal, sk: string, announce: Announce): Promise<void> {
  const { target, type, sender } = signal;
  const instance = await readInstance(protocol, target);
  if (!instance) {
    if (!startTypes[target.type].includes(type)) return;
    if (await createInstance(protocol, target, sender)) return startRun(protocol, target, { run: 1 });
    return wake(protocol, signal, sk, announce);
  }
  switch (instance.status) {
    case 'starting':
      return startRun(protocol, target, instance);
    case 'open':
      if (instance.wait) await deliverTo(protocol, target, instance.wait, instance.consumed ?? []);
      return;
    case 'closed': {
      const own = await readSignal(protocol, target, sk);
      if (own?.pendingSince === undefined || instance.consumed?.includes(sk)) return;
      return settleUndeliverable(protocol, target, own, announce);
    }
  }
}
