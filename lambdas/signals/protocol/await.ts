/** A1, A2: a run waits. Its checkpoint acknowledges what it consumed, in the same write that stores its token. */
import type { SignalType } from '../../domain/signals.ts';
import { cleanConsumed } from './cleaning.ts';
import { chooseDelivery, sendDelivery, uncleaned } from './delivery.ts';
import { isCurrentAndOpen, isLaterOrSameWait, updateInstance } from './instance-writes.ts';
import { type Attempt, type Checkpoint, fenceNumber, type WorkflowRun } from './items.ts';
import { overdueGraceSeconds } from './limits.ts';
import { instant, type Protocol } from './protocol.ts';
import { refuse } from './refused.ts';
import { queryPending } from './table.ts';

export interface Wait extends Attempt {
  readonly workflow: WorkflowRun;
  readonly token: string;
  readonly accepts: readonly SignalType[];
  readonly checkpoint: Checkpoint;
  /** Keys that the checkpoint acknowledges. */
  readonly carry: readonly string[];
  readonly timeoutSeconds: number;
}

export async function awaitSignal(protocol: Protocol, wait: Wait): Promise<'waiting' | 'delivered' | 'overtaken'> {
  const { workflow, token, accepts, carry } = wait;
  const number = fenceNumber(wait);
  const outcome = await storeWait(protocol, wait, number);
  if (outcome.kind === 'refused') {
    const { item } = outcome;
    // A later wait or attempt of this run has written: this Lambda is a straggler, and nobody listens to it.
    if (item?.run === workflow.run && item.no !== undefined && item.no > number) return 'overtaken';
    return refuse(protocol, workflow, item);
  }

  const pending = await queryPending(protocol, workflow);
  const delivery = chooseDelivery(pending, carry, accepts);
  const refusal = delivery && (await sendDelivery(protocol, token, delivery));
  await cleanConsumed(protocol, workflow, uncleaned(pending, carry));
  // The wait is over without us. If Step Functions still listens, it has to hear that nothing was sent.
  if (refusal) throw refusal;
  return delivery ? 'delivered' : 'waiting';
}

/** A1. */
function storeWait(protocol: Protocol, wait: Wait, number: number) {
  const { workflow, token, accepts, checkpoint, carry, timeoutSeconds } = wait;
  return updateInstance(protocol, workflow, {
    condition: `${isCurrentAndOpen} AND ${isLaterOrSameWait}`,
    expression:
      'SET #no = :no, #wait = :wait, #checkpoint = :checkpoint, #consumed = :carry, #expectedBy = :expectedBy, #phase = :phase',
    names: ['no', 'wait', 'token', 'checkpoint', 'consumed', 'expectedBy', 'phase'],
    values: {
      open: 'open',
      no: number,
      token,
      wait: { token, accepts },
      checkpoint,
      carry,
      expectedBy: instant(protocol.nowMs() + (timeoutSeconds + overdueGraceSeconds) * 1000),
      phase: checkpoint.phase,
    },
  });
}
