/**
 * An activity that takes effect once. Usage, inside the `run` of a handler:
 *
 *     return once(store, { key: `booking#${id}#deposit-charge#${attempt}`, workflow }, context,
 *       async ({ key, mayHaveHappened }) => payments.charge({ …, idempotencyKey: key, lookFirst: mayHaveHappened }));
 *
 * `key` is made of business names only, never of run, attempt or time. `workflow` is the caller's `{type, id, run}`; leave
 * it out only where no run stands behind the call (a notification). `context` is the handler's context. The result has to
 * survive JSON. `mayHaveHappened` says that an earlier attempt began and did not finish: look before you act.
 *
 * O1  One claim at a time: a valid lease of somebody else is `ActivityInProgress`.
 * O2  A finished record answers its stored result; the activity does not run again.
 * O3  Nobody completes or releases a claim that is not its own (another claimant may have taken over).
 * O4  A claim after a crash or a failure is told `mayHaveHappened`: no record is ever deleted, a release only ends the lease.
 * O5  A run that is not the instance's current one, or whose workflow is closed, claims nothing: `Fenced`.
 */
import { ActivityInProgress, Fenced } from '../domain/errors.ts';
import type { HandlerContext } from './create-handler.ts';
import type { Claim, OnceStore, WorkflowRun } from './once-store.ts';

export interface OnceRequest {
  readonly key: string;
  readonly workflow?: WorkflowRun;
}

export interface Attempt {
  readonly key: string;
  /** An earlier attempt may have taken effect without leaving its result: look before you act. */
  readonly mayHaveHappened: boolean;
}

/** A lease outlasts the invocation by this much, for clocks that differ. Unit: milliseconds. */
const clockSkewMs = 1_000;

export async function once<Result>(
  store: OnceStore,
  { key, workflow }: OnceRequest,
  context: Pick<HandlerContext, 'nowMs' | 'remainingTimeMs' | 'logger'>,
  activity: (attempt: Attempt) => Promise<Result>,
): Promise<Result> {
  if (workflow) await assertCurrentRun(store, workflow);

  const nowMs = context.nowMs();
  const claim = await store.claim(key, nowMs, nowMs + context.remainingTimeMs() + clockSkewMs);
  if (claim.kind === 'finished') return claim.result as Result;
  if (claim.kind === 'leased') throw inProgress(key);

  let result: Result;
  try {
    result = await activity({ key, mayHaveHappened: claim.mayHaveHappened });
  } catch (error) {
    await release(store, claim, context);
    throw error;
  }
  const completion = await store.complete(claim, result, context.nowMs());
  if (completion.kind === 'completed') return result;
  // Our lease ran out and another attempt took over: its answer counts, once it has one.
  if (completion.kind === 'finished') return completion.result as Result;
  throw inProgress(key);
}

async function assertCurrentRun(store: OnceStore, workflow: WorkflowRun): Promise<void> {
  const instance = await store.readInstance(workflow);
  if (instance?.run === workflow.run && instance.status !== 'closed') return;
  throw new Fenced(`run ${workflow.run} of ${workflow.type} ${workflow.id} is not the current one`);
}

/** The failure of the activity is what the caller has to hear; a lease that could not be released runs out by itself. */
async function release(store: OnceStore, claim: Claim, { logger }: Pick<HandlerContext, 'logger'>): Promise<void> {
  try {
    await store.release(claim);
  } catch (error) {
    logger.warn('The lease could not be released and will run out', {
      key: claim.key,
      errorName: error instanceof Error ? error.name : typeof error,
    });
  }
}

const inProgress = (key: string) => new ActivityInProgress(`${key} is held by another attempt`);
