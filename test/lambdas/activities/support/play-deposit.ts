/** Takes the activities through the states of `deposit.asl.json`, with time and outage retries as its Retry has them. */
import { createChargeDeposit } from '../../../../lambdas/activities/charge-deposit.ts';
import { createDecideDeposit } from '../../../../lambdas/activities/decide-deposit.ts';
import { createEscalateDeposit } from '../../../../lambdas/activities/escalate-deposit.ts';
import { createSettleDeposit } from '../../../../lambdas/activities/settle-deposit.ts';
import { callInstantMs } from '../../../../lambdas/domain/instants.ts';
import { dependenciesOf, type World } from './world.ts';

const outageRetries = 99;

/** Something that happens while the deposit's workflow runs. It makes the workflow look, as a signal of the booking would. */
export interface Happening {
  readonly at: string;
  readonly what: () => void;
}

/** `action at` of every decision, until the workflow closes or nothing happens any more. */
export async function playDeposit(world: World, happenings: readonly Happening[] = []): Promise<readonly string[]> {
  const connect = () => dependencies;
  const dependencies = dependenciesOf(world);
  const decide = createDecideDeposit(connect, world.platform);
  const charge = createChargeDeposit(connect, world.platform);
  const settle = createSettleDeposit(connect, world.platform);
  const escalate = createEscalateDeposit(connect, world.platform);
  const workflow = { type: 'deposit', id: 'B-1', run: 1 };
  const iso = () => new Date(world.platform.now).toISOString();
  const ahead = [...happenings];
  const decisions: string[] = [];

  const advanceTo = (untilMs: number): void => {
    while (ahead[0] && Date.parse(ahead[0].at) <= untilMs) {
      world.platform.now = Date.parse(ahead[0].at);
      ahead.shift()?.what();
    }
    world.platform.now = untilMs;
  };

  const withRetries = async (call: (retryCount: number) => Promise<unknown>): Promise<void> => {
    const firstMs = world.platform.now;
    for (let retryCount = 0; ; retryCount += 1) {
      try {
        await call(retryCount);
        return;
      } catch (error) {
        if ((error as Error).name !== 'ProviderUnavailable') throw error;
        if (retryCount === outageRetries) {
          await world.invoke(escalate, { workflow, reason: 'outage' });
          return;
        }
        advanceTo(callInstantMs(firstMs, retryCount + 1, world.policy));
      }
    }
  };

  let milestone: string | null = null;
  for (let step = 0; step < 100; step += 1) {
    const decision: Awaited<ReturnType<typeof decide>> = await world.invoke(decide, { workflow, at: iso(), milestone });
    const { action, waitUntil, attempt, dueAt } = decision;
    milestone = waitUntil;
    decisions.push(`${action} ${iso().replace('.000Z', 'Z')}`);
    if (action === 'close') return decisions;
    if (action === 'charge') {
      await withRetries((retryCount) => world.invoke(charge, { workflow, attempt, dueAt, retryCount }));
    } else if (action === 'settle') {
      await withRetries(() => world.invoke(settle, { workflow }));
    } else if (action === 'escalate') {
      await world.invoke(escalate, { workflow, reason: 'declined' });
    } else {
      const nextMs = ahead[0] ? Date.parse(ahead[0].at) : Number.POSITIVE_INFINITY;
      const untilMs = waitUntil === null ? Number.POSITIVE_INFINITY : Date.parse(waitUntil);
      const wakeMs = Math.min(nextMs, untilMs);
      if (wakeMs === Number.POSITIVE_INFINITY) return decisions;
      advanceTo(wakeMs);
    }
  }
  throw new Error(`the deposit does not come to rest: ${decisions.slice(-5).join(', ')}`);
}
