import type { Anchors, Told } from './build-tape.ts';
import type { SubscriptionStory } from './stories.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** The events of one subscription's story, each with the instant at which it is told. */
export function tellSubscription(story: SubscriptionStory, id: string, firstMs: number) {
  const activatedMs = firstMs + story.activatedMinutes * minuteMs;
  const startsAtMs = firstMs + (Math.floor(story.activatedMinutes / 15) * 15 + story.leadMinutes) * minuteMs;
  const anchors: Anchors = { confirmed: activatedMs, start: startsAtMs, end: startsAtMs + 31 * dayMs };
  const events: Told[] = [];
  let count = 0;
  let content = { priceCents: story.priceCents, method: story.method };

  function tell(detailType: string, fields: object, occurredMs: number, laterMinutes: number): void {
    count += 1;
    const detail = { eventId: `${id}-${count}`, occurredAt: text(occurredMs), version: count, ...fields };
    events.push({ atMs: occurredMs + laterMinutes * minuteMs, detailType, detail, times: 1 });
  }
  const whole = (): object => ({
    subscription: {
      id,
      customerId: `C-${id}`,
      zone: story.zone,
      startsAt: text(startsAtMs),
      plan: { id: 'compact', priceCents: content.priceCents, currency: 'EUR' },
      paymentMethodId: content.method,
    },
  });

  tell('SubscriptionActivated', whole(), activatedMs, story.activatedLaterMinutes);
  let lastMs = activatedMs;
  const inOrder = story.happenings
    .map((one) => ({ ...one, atMs: startsAtMs + one.minutes * minuteMs }))
    .toSorted((a, b) => a.atMs - b.atMs);
  for (const { action, atMs, toldLaterMinutes: later } of inOrder) {
    lastMs = atMs > lastMs ? atMs : lastMs + 5 * minuteMs;
    switch (action.do) {
      case 'change': {
        const { priceCents = content.priceCents, method = content.method } = action;
        content = { priceCents, method };
        tell('SubscriptionChanged', whole(), lastMs, later);
        break;
      }
      case 'pause':
        tell('SubscriptionPaused', { subscriptionId: id }, lastMs, later);
        break;
      case 'resume':
        tell('SubscriptionResumed', { subscriptionId: id }, lastMs, later);
        break;
      case 'cancel': {
        const { atPeriodEnd } = action;
        tell('SubscriptionCancelled', { subscriptionId: id, atPeriodEnd, reason: 'moving' }, lastMs, later);
        break;
      }
      case 'repeat':
        events.push({ ...events[events.length - 1 - (action.back % events.length)]!, atMs: lastMs + later * minuteMs });
    }
  }
  return { events, anchors, roads: [], untilMs: lastMs + 70 * dayMs };
}

const text = (atMs: number): string => new Date(atMs).toISOString().replace('.000Z', 'Z');
