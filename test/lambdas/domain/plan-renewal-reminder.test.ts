import { describe, expect, it } from 'vitest';
import { listRenewalReminders } from '../../../lambdas/domain/plan-renewal-reminder.ts';
import { defaultPolicy } from '../../../lambdas/domain/policy.ts';
import type { SubscriptionState } from '../../../lambdas/domain/subscription.ts';
import { recordRenewal } from '../../../lambdas/domain/subscription-attempts.ts';
import {
  activated,
  answeredAt,
  begins,
  cancelledAtOnce,
  cancelledAtPeriodEnd,
  changedTo,
  decideAt,
  lived,
  paused,
  plan,
  resumed,
  subscribed,
} from './subscription-support.ts';

const renewedOnce = answeredAt(subscribed(activated()), begins[0], recordRenewal);
const planned = (state: SubscriptionState) =>
  Object.values(state.reminders).map(({ lookAt, dueAt, status }) => `${status} ${dueAt} for ${lookAt}`);
const first = '2026-02-25T09:00:00Z for 2026-02-28T09:00:00Z';

describe('the reminder of a renewal', () => {
  it('is due 72 hours before it, and there is none of the first cycle', () => {
    expect(planned(subscribed(activated()))).toEqual([`to-schedule ${first}`]);
    expect(planned(renewedOnce)).toEqual([`to-schedule ${first}`]);
  });

  it('is an e-mail that looks at the renewal', () => {
    expect(listRenewalReminders(renewedOnce, defaultPolicy)).toEqual([
      { kind: 'renewal-3d', channel: 'email', lookAt: begins[1], dueAt: '2026-02-25T09:00:00Z' },
    ]);
  });

  it.each([
    ['2026-02-10T21:30:00Z', '2026-03-07T19:30:00Z', 'late in the evening'],
    ['2026-02-10T05:00:00Z', '2026-03-06T19:30:00Z', 'early in the morning'],
  ])('of a subscription that starts at %s goes out at %s: %s is moved ahead', (startsAt, dueAt) => {
    const [reminder] = listRenewalReminders(subscribed(activated({ startsAt })), defaultPolicy);
    expect(reminder?.dueAt).toBe(dueAt);
  });

  it('is planned anew as a cycle begins, and the one that has fired is forgotten', () => {
    const synced: SubscriptionState = {
      ...renewedOnce,
      reminders: Object.fromEntries(
        Object.entries(renewedOnce.reminders).map(([name, entry]) => [name, { ...entry, status: 'scheduled' }]),
      ),
    };
    expect(planned(decideAt(synced, begins[1]).state)).toEqual([
      'to-schedule 2026-03-28T08:00:00Z for 2026-03-31T08:00:00Z',
    ]);
  });

  it.each([
    ['a pause', paused('2026-02-10T00:00:00Z')],
    ['a cancellation at period end', cancelledAtPeriodEnd('2026-02-10T00:00:00Z')],
    ['a cancellation at once', cancelledAtOnce('2026-02-10T00:00:00Z')],
  ])('is withdrawn by %s', (_, step) => {
    const state = decideAt(lived(renewedOnce, step), '2026-02-10T00:00:00Z').state;
    expect(planned(state)).toEqual([`to-withdraw ${first}`]);
  });

  it('is withdrawn by a suspension', () => {
    const suspended = { ...renewedOnce, suspended: { cycle: 0, suspendedAt: begins[0] } };
    expect(listRenewalReminders(suspended, defaultPolicy)).toEqual([]);
  });

  it('is planned again on resuming, and left out where it is past', () => {
    const away = lived(renewedOnce, paused('2026-02-10T00:00:00Z'));
    const gone = { ...away, reminders: {} };
    expect(planned(lived(away, resumed('2026-02-20T00:00:00Z')))).toEqual([`to-schedule ${first}`]);
    expect(planned(lived(gone, resumed('2026-02-25T08:59:59Z')))).toEqual([`to-schedule ${first}`]);
    expect(planned(lived(gone, resumed('2026-02-25T09:00:00Z')))).toEqual([]);
  });

  it('is left out where the activation comes later', () => {
    expect(planned(subscribed(activated({}, '2026-02-26T00:00:00Z')))).toEqual([]);
  });

  it('is not moved by a change', () => {
    const state = lived(
      renewedOnce,
      changedTo({ zone: 'Asia/Tokyo', plan: { ...plan.plan, priceCents: 0 } }, begins[0]),
    );
    expect(planned(state)).toEqual([`to-schedule ${first}`]);
  });
});
