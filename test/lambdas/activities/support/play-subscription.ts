/** Takes the activities through the states of `subscription.asl.json`; signals come at their instants. */
import { createAnnounceSubscriptionClosed } from '../../../../lambdas/activities/announce-subscription-closed.ts';
import { createApplySubscriptionSignal } from '../../../../lambdas/activities/apply-subscription-signal.ts';
import { createChargeSubscription } from '../../../../lambdas/activities/charge-subscription.ts';
import { createSuspendSubscription } from '../../../../lambdas/activities/suspend-subscription.ts';
import { createSyncReminders } from '../../../../lambdas/activities/sync-reminders.ts';
import type { SubscriptionStep } from '../../domain/subscription-support.ts';
import { dependenciesOf, type World } from './world.ts';

/** Something that happens while the workflow runs: a signal of the subscription, or a change of the world. */
export type Happening = SubscriptionStep | { readonly at: string; readonly what: () => void };

const isStep = (happening: Happening): happening is SubscriptionStep => Array.isArray(happening);
const instantOf = (happening: Happening): string => (isStep(happening) ? happening[2] : happening.at);

interface Played {
  /** What was done, with its instant: `charge 0 1.1 2026-…`, `suspend …`, `continue …`, `close …`. */
  readonly done: readonly string[];
  /** `Name` of the executions that send e-mails about failures. */
  readonly notified: readonly string[];
}

/** Plays until the workflow closes, or until an instant. */
export async function playSubscription(world: World, happenings: readonly Happening[], until: string): Promise<Played> {
  const connect = () => dependencies;
  const dependencies = dependenciesOf(world);
  const apply = createApplySubscriptionSignal(connect, world.platform);
  const charge = createChargeSubscription(connect, world.platform);
  const suspend = createSuspendSubscription(connect, world.platform);
  const sync = createSyncReminders(connect, world.platform);
  const announce = createAnnounceSubscriptionClosed(connect, world.platform);
  const workflow = { type: 'subscription', id: 'S-1', run: 1 };
  const iso = () => new Date(world.platform.now).toISOString().replace('.000Z', 'Z');
  const untilMs = Date.parse(until);
  const ahead = [...happenings];
  const done: string[] = [];
  const notified: string[] = [];
  const did = (what: string) => done.push(`${what} ${iso()}`);

  let milestone: string | null = null;
  let signal: object | null = null;
  let told: object | null = null;
  let cycleOfRun: number | null = null;
  let version = 0;

  /** Waits for a signal or the milestone; false where neither comes in time. */
  const wait = (): boolean => {
    while (true) {
      const next = ahead[0];
      const milestoneMs = milestone === null ? Number.POSITIVE_INFINITY : Date.parse(milestone);
      const nextMs = next ? Date.parse(instantOf(next)) : Number.POSITIVE_INFINITY;
      if (Math.min(milestoneMs, nextMs) > untilMs) return false;
      world.platform.now = Math.max(world.platform.now, Math.min(milestoneMs, nextMs));
      if (!next || milestoneMs < nextMs) return true;
      ahead.shift();
      if (!isStep(next)) {
        next.what();
        continue;
      }
      const [type, payload, , own] = next;
      version = own ?? version + 1;
      const sk = `signal#${version}#${iso()}#${type}`;
      world.payloads.set(sk, payload);
      signal = { sk, type, version };
      return true;
    }
  };

  while (wait()) {
    while (true) {
      const input = { workflow, signal, more: false, told, at: iso(), milestone };
      const result: Awaited<ReturnType<typeof apply>> = await world.invoke(apply, input);
      const { action, cycle, call, waitUntil, remindersOutOfSync } = result;
      [signal, told, milestone] = [null, null, waitUntil];
      cycleOfRun ??= cycle;
      if (cycle !== cycleOfRun) {
        did('continue');
        cycleOfRun = cycle;
      }
      if (action === 'charge' && call) {
        did(`charge ${call.cycle} ${call.series}.${call.attempt}`);
        const { outcome } = await world.invoke(charge, { workflow, call });
        if (outcome === 'failed') notified.push(`payment-failed ${call.cycle} ${call.series}.${call.attempt}`);
        if (outcome === 'failed' || outcome === 'renewed') told = call;
      } else if (action === 'suspend') {
        did('suspend');
        await world.invoke(suspend, { workflow });
      } else if (remindersOutOfSync) {
        await world.invoke(sync, { workflow, at: iso() });
      } else if (action === 'close') {
        did('close');
        await world.invoke(announce, { workflow, cycle });
        return { done, notified };
      } else {
        break;
      }
    }
  }
  return { done, notified };
}
