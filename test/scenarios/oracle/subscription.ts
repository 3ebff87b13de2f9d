import type { SubscriptionEvent } from './events.ts';
import { atOnceUsefulForMs, type Surroundings } from './surroundings.ts';
import { day, hour, retryMs, second } from './timeline.ts';
import { addMonths, outOfQuietHours } from './wall-clock.ts';

/** Attempts to charge one cycle. */
interface Series {
  readonly attempt: number;
  /** When the first attempt was due: further ones count from it. */
  readonly firstMs: number;
  readonly nextMs: number;
  /** The first call of this attempt and those that failed, while it is retried. */
  readonly outage: { readonly firstMs: number; readonly failures: number } | null;
}

const attemptAfterDays = [0, 1, 3, 5];

/** One subscription from its activation to its end. */
export function createSubscription(id: string, surroundings: Surroundings, onClosed: () => void) {
  const subject = { subscription: id };
  let zone = 'UTC';
  let startsAtMs = 0;
  let content = { priceCents: 0, method: '', version: 0 };
  let isPaused = false;
  let pauseVersion = 0;
  let isSuspended = false;
  let endsWithCycle = false;
  let isClosed = false;
  /** The cycle that is running; -1 before the first. */
  let cycle = -1;
  let isPaid = false;
  let series: Series | null = null;
  let firedForCycle = 0;

  let next = { cycle: 0, beginsMs: 0, reminderMs: 0 };
  const isCharging = (): boolean => !isPaused && !isSuspended;
  /** Where a reminder for the next cycle would be planned; what is past by then is left out. */
  let plannedMs = 0;
  const isReminderPlanned = (): boolean =>
    next.cycle > 0 && isCharging() && !endsWithCycle && firedForCycle < next.cycle && next.reminderMs > plannedMs;

  function lookAhead(): void {
    const beginsMs = addMonths(zone, startsAtMs, cycle + 1);
    next = { cycle: cycle + 1, beginsMs, reminderMs: outOfQuietHours(zone, beginsMs - 72 * hour, 'ahead') };
  }

  function close(nowMs: number): void {
    isClosed = true;
    series = null;
    surroundings.emit(nowMs, 'SubscriptionClosed', { subscriptionId: id, cycle: Math.max(cycle, 0) });
    onClosed();
  }

  function startSeries(nowMs: number): void {
    series = { attempt: 1, firstMs: nowMs, nextMs: nowMs, outage: null };
    charge(nowMs);
  }

  function charge(nowMs: number): void {
    const { attempt, firstMs, outage } = series!;
    const { priceCents: amountCents, method } = content;
    const status =
      amountCents === 0 ? 'succeeded' : surroundings.pay(nowMs, subject, { kind: 'charge', amountCents, method });
    if (status === 'succeeded') {
      series = null;
      isPaid = true;
      surroundings.emit(nowMs, 'SubscriptionRenewed', { subscriptionId: id, cycle });
      return;
    }
    if (status === null) {
      const failures = (outage?.failures ?? 0) + 1;
      const firstCallMs = outage?.firstMs ?? nowMs;
      const nextMs = retryMs(firstCallMs, nowMs, failures);
      if (nextMs !== null) {
        series = { attempt, firstMs, nextMs, outage: { firstMs: firstCallMs, failures } };
        return;
      }
    }
    fail(nowMs, attempt, firstMs);
  }

  function fail(nowMs: number, attempt: number, firstMs: number): void {
    surroundings.emit(nowMs, 'SubscriptionPaymentFailed', { subscriptionId: id, cycle, attempt });
    surroundings.send({
      subject,
      kind: 'payment-failed',
      channel: 'email',
      dueMs: nowMs,
      usefulForMs: atOnceUsefulForMs,
    });
    if (attempt === 1 && nowMs - firstMs > 30 * second)
      surroundings.open.push({ of: id, question: 'a first attempt that took longer' });
    const afterDays = attemptAfterDays[attempt];
    if (afterDays !== undefined) {
      series = { attempt: attempt + 1, firstMs, nextMs: firstMs + afterDays * day, outage: null };
      return;
    }
    series = null;
    isSuspended = true;
    surroundings.emit(nowMs, 'SubscriptionSuspended', { subscriptionId: id, cycle });
  }

  function beginCycle(nowMs: number): void {
    if (endsWithCycle) {
      close(nowMs);
      return;
    }
    cycle += 1;
    lookAhead();
    isPaid = false;
    series = null;
    if (isCharging()) startSeries(nowMs);
  }

  /** Takes a state in; answers whether the current cycle is to be charged because of it. */
  function note(event: SubscriptionEvent, nowMs: number): 'charge' | 'close' | null {
    switch (event.type) {
      case 'SubscriptionActivated':
      case 'SubscriptionChanged': {
        const { plan, paymentMethodId: method } = event.subscription;
        if (series?.outage)
          surroundings.open.push({ of: id, question: 'a changed subscription while a charge is retried' });
        if (event.version > content.version) content = { priceCents: plan.priceCents, method, version: event.version };
        return null;
      }
      case 'SubscriptionPaused':
        if (event.version <= pauseVersion) return null;
        pauseVersion = event.version;
        isPaused = true;
        series = null;
        return null;
      case 'SubscriptionResumed': {
        if (event.version <= pauseVersion) return null;
        pauseVersion = event.version;
        const wasCharging = isCharging();
        isPaused = false;
        isSuspended = false;
        if (wasCharging || isPaid) return null;
        // The cycle that ends at this instant could be charged, too: read as the one that begins, and that alone.
        if (next.beginsMs !== nowMs) return 'charge';
        surroundings.open.push({ of: id, question: 'a resumption at the beginning of a cycle' });
        return null;
      }
      case 'SubscriptionCancelled':
        if (!event.atPeriodEnd) return 'close';
        endsWithCycle = true;
        return cycle < 0 ? 'close' : null;
    }
  }

  return {
    begin(events: readonly SubscriptionEvent[], nowMs: number): void {
      const [activation] = events;
      if (activation?.type !== 'SubscriptionActivated') throw new Error('only an activation begins a subscription');
      ({ zone } = activation.subscription);
      startsAtMs = Date.parse(activation.subscription.startsAt);
      for (lookAhead(); next.beginsMs < nowMs; lookAhead()) cycle += 1;
      if (next.beginsMs === nowMs)
        surroundings.open.push({ of: id, question: 'an activation at the beginning of a cycle' });
      const asked = events.map((event) => note(event, nowMs));
      if (asked.includes('close')) {
        close(nowMs);
        return;
      }
      plannedMs = nowMs;
      surroundings.timeline.add(id, this);
      if (cycle >= 0 && isCharging()) startSeries(nowMs);
    },
    take(event: SubscriptionEvent, nowMs: number): void {
      const asked = note(event, nowMs);
      if (event.type === 'SubscriptionResumed') plannedMs = nowMs;
      if (asked === 'close') close(nowMs);
      else if (asked === 'charge' && cycle >= 0) startSeries(nowMs);
    },
    dueMs(): number | null {
      if (isClosed) return null;
      const dues = [next.beginsMs];
      if (series !== null) dues.push(series.nextMs);
      if (isReminderPlanned()) dues.push(next.reminderMs);
      return Math.min(...dues);
    },
    act(nowMs: number): void {
      if (nowMs >= next.beginsMs) {
        beginCycle(nowMs);
      } else if (series !== null && nowMs >= series.nextMs) {
        charge(nowMs);
      } else {
        firedForCycle = next.cycle;
        const [kind, usefulForMs] = ['renewal-3d', 12 * hour] as const;
        surroundings.send({ subject, kind, channel: 'email', dueMs: next.reminderMs, usefulForMs });
      }
    },
  };
}

export type Subscription = ReturnType<typeof createSubscription>;
