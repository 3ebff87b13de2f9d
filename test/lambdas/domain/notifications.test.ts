import { describe, expect, it } from 'vitest';
import {
  channelOf,
  composeMessage,
  composeSubscriptionMessage,
  isImmediate,
} from '../../../lambdas/domain/notifications.ts';
import { listReminders } from '../../../lambdas/domain/plan-reminders.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { plan } from './subscription-support.ts';
import { confirmed, content, live, returned } from './support.ts';

const planned = [
  ...listReminders(live(confirmed()), defaultPolicy),
  ...listReminders(live(confirmed(), returned('2026-03-13T16:40:00Z')), defaultPolicy),
];

describe('messages', () => {
  it.each(planned.map(({ kind, channel }) => [kind, channel] as const))(
    '%s goes by %s, as planned',
    (kind, channel) => {
      expect(channelOf(kind) ?? null).toBe(channel);
    },
  );

  it('of unknown kinds have no channel', () => {
    expect(channelOf('overdue-10')).toBeUndefined();
    expect(channelOf('rental-not-started')).toBeUndefined();
  });

  it.each(['pickup-24h', 'return-24h', 'feedback', 'deposit-declined'])(
    '%s greets by name and has a subject',
    (kind) => {
      const { subject, text } = composeMessage(kind, content, 'Ada');
      expect(subject).toContain('B-1');
      expect(text).toContain('Hello Ada,');
    },
  );

  it.each(['pickup-2h', 'return-2h', 'overdue-1', 'overdue-7'])(
    '%s fits into one text and names the booking only',
    (kind) => {
      const { text } = composeMessage(kind, content, 'Ada');
      expect(text.length).toBeLessThanOrEqual(160);
      expect(text).toContain('B-1');
      expect(text).not.toContain('Ada');
    },
  );

  it('tell times on the wall clock of the booking', () => {
    expect(composeMessage('pickup-2h', content, 'Ada').text).toContain('Tue 10 Mar, 10:00');
    expect(composeMessage('return-2h', { ...content, zone: 'Asia/Tokyo' }, 'Ada').text).toContain('Sat 14 Mar, 02:00');
  });

  it('about a subscription are e-mails that greet by name and have a subject', () => {
    for (const kind of ['renewal-3d', 'payment-failed']) {
      const { subject, text } = composeSubscriptionMessage(kind, plan, '2026-02-28T09:00:00Z', 'Ada');
      expect(channelOf(kind)).toBe('email');
      expect(subject).toContain('S-1');
      expect(text).toContain('Hello Ada,');
    }
  });

  it('tell the renewal on the wall clock of the subscription', () => {
    const { text } = composeSubscriptionMessage('renewal-3d', plan, '2026-02-28T09:00:00Z', 'Ada');
    expect(text).toContain('Sat 28 Feb, 10:00');
  });

  it.each([
    ['payment-failed', true],
    ['deposit-declined', true],
    ['renewal-3d', false],
    ['pickup-24h', false],
  ])('of kind %s are sent without a plan: %s', (kind, expected) => {
    expect(isImmediate(kind)).toBe(expected);
  });
});
