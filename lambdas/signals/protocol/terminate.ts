/**
 * T1 to T3: an operator ends a workflow for good, whatever it is at. The instance closes first: from then on every write of
 * the run is refused (X), so that a run that StopExecution does not reach in time changes nothing any more. What was
 * interrupted after T1 is repeated as it was.
 */
import { settleRest } from './close.ts';
import { isCurrentAndNotClosed, updateInstance } from './instance-writes.ts';
import type { Instance, WorkflowKey } from './items.ts';
import { retentionSeconds } from './limits.ts';
import { instant, type Protocol } from './protocol.ts';
import { stopRun } from './stop-run.ts';
import { readInstance } from './table.ts';
import type { Announce } from './undeliverable.ts';

export type Termination =
  | { readonly kind: 'terminated' | 'repeated'; readonly run: number }
  /** It had come to its own end before. */
  | { readonly kind: 'closed'; readonly run: number }
  | { readonly kind: 'missing' };

/** @param reason recorded on the instance and as the cause of the execution's end; no personal data */
export async function terminateWorkflow(
  protocol: Protocol,
  workflow: WorkflowKey,
  reason: string,
  announce: Announce,
): Promise<Termination> {
  const instance = await readInstance(protocol, workflow);
  if (!instance) return { kind: 'missing' };
  const { run } = instance;
  if (instance.status === 'closed') {
    if (instance.operation?.what !== 'terminate') return { kind: 'closed', run };
    await stopAndSettle(protocol, workflow, instance, announce);
    return { kind: 'repeated', run };
  }
  const marked = await markTerminated(protocol, workflow, run, reason);
  // The run has just handed over or closed: look again.
  if (marked.kind === 'refused') return terminateWorkflow(protocol, workflow, reason, announce);
  await stopAndSettle(protocol, workflow, marked.output, announce);
  return { kind: 'terminated', run };
}

/** T1. */
function markTerminated(protocol: Protocol, workflow: WorkflowKey, run: number, reason: string) {
  const nowMs = protocol.nowMs();
  return updateInstance(
    protocol,
    { ...workflow, run },
    {
      condition: isCurrentAndNotClosed,
      expression:
        'SET #status = :closed, #closedAt = :closedAt, #phase = :terminated, #ttl = :ttl, #operation = :operation REMOVE #expectedBy, #wait',
      names: ['closedAt', 'phase', 'ttl', 'operation', 'expectedBy', 'wait'],
      values: {
        open: 'open',
        starting: 'starting',
        closed: 'closed',
        closedAt: instant(nowMs),
        terminated: 'terminated',
        ttl: Math.floor(nowMs / 1000) + retentionSeconds,
        operation: { what: 'terminate', reason, at: instant(nowMs) },
      },
    },
  );
}

/** T2 and T3. Runs that a forced restart was still to stop are stopped as well. */
async function stopAndSettle(
  protocol: Protocol,
  workflow: WorkflowKey,
  { run, stopFrom = run, consumed = [], operation }: Instance,
  announce: Announce,
): Promise<void> {
  const end = { error: 'Terminated', cause: operation?.reason ?? '' } as const;
  for (let each = stopFrom; each <= run; each += 1) await stopRun(protocol, { ...workflow, run: each }, end);
  await settleRest(protocol, { ...workflow, run }, consumed, announce);
}
