import type { Session } from './session.ts';

/** The longest step of a wait, as a part of what has passed: far ends are reached in few steps. */
const growth = 0.25;
const shortestStepMs = 1_000;
/** Twice as long as an Express execution may last. */
const longestSyncMs = 600_000;
/** Actors that poll are given this long before they have to do with longer steps. */
const patienceMs = 1_800_000;

/** Lets time pass until the execution has ended, or has not for as long as the target is prepared to wait. */
export async function waitForEnd(session: Session, executionArn: string): Promise<void> {
  const { target, actors } = session;
  const startedMs = target.nowMs();
  for (;;) {
    await target.settle();
    await actors.act();
    await target.settle();
    if (await hasEnded(session, executionArn)) return;
    const waitedMs = target.nowMs() - startedMs;
    if (waitedMs >= target.longestWaitMs) {
      session.notes.push(`${executionArn} was still running after ${Math.round(waitedMs / 1_000)} s of its time`);
      return;
    }
    const actorWaitMs = waitedMs < patienceMs ? actors.nextWaitMs() : undefined;
    await target.pass(actorWaitMs ?? Math.max(shortestStepMs, waitedMs * growth));
  }
}

/** Lets time pass until the answer is there: whoever starts an execution synchronously waits for its delays as well. */
export async function waitForAnswer<Answer>({ target }: Session, answer: Promise<Answer>): Promise<Answer> {
  let isThere = false;
  const settled = answer.finally(() => {
    isThere = true;
  });
  // Its rejection is for whoever awaits the result.
  settled.catch(() => {});
  for (const startedMs = target.nowMs(); !isThere && target.nowMs() - startedMs < longestSyncMs; ) {
    await target.settle();
    if (!isThere) await target.pass(shortestStepMs);
  }
  return settled;
}

/** Executions of Express machines cannot be described: nobody can see them end. */
async function hasEnded({ call }: Session, executionArn: string): Promise<boolean> {
  const { body, error } = await call('stepfunctions', 'DescribeExecution', { executionArn });
  return error !== undefined || body.status !== 'RUNNING';
}
