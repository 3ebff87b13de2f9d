import { describe, expect, it } from 'vitest';
import {
  answerInstantMs,
  recordCharge,
  recordDecline,
  recordOutage,
} from '../../../lambdas/domain/deposit-attempts.ts';
import { formatInstant } from '../../../lambdas/domain/instants.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import { deposit, ms } from './support.ts';

const due = '2026-03-07T17:00:00Z';
const instant = (record: ReturnType<typeof deposit>, retryCount: number, now: string) =>
  formatInstant(answerInstantMs(record, { dueMs: ms(due), retryCount, nowMs: ms(now) }, defaultPolicy));

describe('the instant of an answer', () => {
  it.each([
    ['that of the first call, however late the code ran', 0, '2026-03-07T17:20:00Z', due],
    ['that of the third retry by the backoff', 3, '2026-03-07T17:04:10Z', '2026-03-07T17:03:30Z'],
    ['not ahead of the clock, where retries came sooner', 3, '2026-03-07T17:00:05Z', '2026-03-07T17:00:05Z'],
    ['not before it was due, where the clock is behind', 0, '2026-03-07T16:59:59Z', due],
  ])('is %s', (_, retryCount, now, expected) => {
    expect(instant(deposit(), retryCount, now)).toBe(expected);
  });

  it('is another one for each attempt', () => {
    const first = recordDecline(deposit(), {
      attempt: 1,
      amountCents: 1,
      paymentMethodId: 'pm_1',
      answeredMs: ms(due),
    });
    expect(instant(first, 0, due)).toBe('2026-03-07T17:00:00.001Z');
  });
});

describe('the record of an attempt', () => {
  const pending = deposit({ pending: { number: 2, dueAt: due } });
  const answer = { attempt: 2, amountCents: 20_000, answeredMs: ms(due) };

  it('has the charge, and nothing pending', () => {
    expect(recordCharge(pending, { ...answer, paymentId: 'pi_1' })).toMatchObject({
      pending: null,
      charge: { attempt: 2, amountCents: 20_000, paymentId: 'pi_1', chargedAt: due, isUnwanted: false },
    });
  });

  it('has the decline with its payment method', () => {
    expect(recordDecline(pending, { ...answer, paymentMethodId: 'pm_1' })).toMatchObject({
      pending: null,
      escalated: null,
      attempts: [{ number: 2, outcome: 'declined', paymentMethodId: 'pm_1', answeredAt: due }],
    });
  });

  it('has the outage, which ends the cadence', () => {
    const ended = recordOutage(pending, { ...answer, paymentMethodId: 'pm_1' });
    expect(ended).toMatchObject({ pending: null, escalated: { reason: 'outage' }, attempts: [{ outcome: 'outage' }] });
    const again = recordOutage(deposit({ escalated: { reason: 'declined' } }), { ...answer, paymentMethodId: 'pm_1' });
    expect(again.escalated).toEqual({ reason: 'declined' });
  });
});
