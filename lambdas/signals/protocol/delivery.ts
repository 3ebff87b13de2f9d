/** D1, D2: the oldest pending signal that a wait accepts goes to that wait, whoever looks. */
import { SendTaskSuccessCommand, TaskDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import { parseSignalKey, type SignalType } from '../../domain/signals.ts';
import type { WorkflowKey } from '../../domain/workflow-types.ts';
import type { Delivery, Instance, PendingSignal } from './items.ts';
import type { Protocol } from './protocol.ts';
import { queryPending } from './table.ts';

/**
 * What to deliver of `pending`, or nothing. `consumed` was read (or written) before `pending` was queried, never after: a
 * signal that is not in it and still pending is one that no checkpoint contains.
 */
export function chooseDelivery(
  pending: readonly PendingSignal[],
  consumed: readonly string[],
  accepts: readonly SignalType[],
): Delivery | undefined {
  const open = pending.filter(({ sk }) => !consumed.includes(sk));
  const chosen = open.find(({ type }) => accepts.includes(type));
  if (!chosen) return undefined;
  return {
    signal: { sk: chosen.sk, type: chosen.type, version: parseSignalKey(chosen.sk).version },
    carry: [...uncleaned(pending, consumed), chosen.sk],
    more: open.length > 1,
  };
}

/** Keys of `consumed` whose signals are still to be cleaned. */
export function uncleaned(pending: readonly PendingSignal[], consumed: readonly string[]): readonly string[] {
  return consumed.filter((key) => pending.some(({ sk }) => sk === key));
}

/** D2. Answers the refusal where the wait is over: somebody else was faster, or it has timed out. */
export async function sendDelivery(
  protocol: Protocol,
  token: string,
  delivery: Delivery,
): Promise<TaskTimedOut | TaskDoesNotExist | undefined> {
  try {
    await protocol.stepFunctions.send(
      new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(delivery) }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist) return error;
    throw error;
  }
}

/** D1 and D2 for a wait that was read from the instance. */
export async function deliverTo(
  protocol: Protocol,
  workflow: WorkflowKey,
  wait: NonNullable<Instance['wait']>,
  consumed: readonly string[],
): Promise<void> {
  const pending = await queryPending(protocol, workflow);
  const delivery = chooseDelivery(pending, consumed, wait.accepts);
  if (delivery) await sendDelivery(protocol, wait.token, delivery);
}
