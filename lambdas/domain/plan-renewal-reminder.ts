/** The reminder of a subscription: one e-mail before each renewal. A pure function of its record, under R1 and R2 of bookings. */
import { formatInstant, hourMs } from './instants.ts';
import { moveBeforeQuietHours } from './local-time.ts';
import { leaveOutPast, type PlannedReminder, reconcileReminders } from './plan-reminders.ts';
import type { Policy } from './policy.ts';
import { isCharged, isEnding, type SubscriptionState } from './subscription.ts';
import { cycleBeginMs } from './subscription-cycles.ts';

type PlannedSubscription = Pick<
  SubscriptionState,
  'content' | 'cycle' | 'paused' | 'suspended' | 'cancelled' | 'endedAt'
>;

/** Every reminder that belongs to the subscription as it is now: that of the next renewal. The first cycle renews nothing. */
export function listRenewalReminders(state: PlannedSubscription, policy: Policy): readonly PlannedReminder[] {
  if (isEnding(state) || !isCharged(state)) return [];
  const { content, cycle } = state;
  const renewalMs = cycleBeginMs(content, (cycle?.number ?? 0) + 1);
  const dueMs = renewalMs - policy.reminders.renewal3d.beforeRenewalHours * hourMs;
  return [
    {
      kind: 'renewal-3d',
      channel: 'email',
      lookAt: formatInstant(renewalMs),
      dueAt: formatInstant(moveBeforeQuietHours(dueMs, content.zone, policy)),
    },
  ];
}

/** The record with the reminders that the plan asks for now. @param plannedAtMs when what fixes the plan was handled */
export function withRenewalReminder(state: SubscriptionState, plannedAtMs: number, policy: Policy): SubscriptionState {
  const { subscriptionId, reminders } = state;
  const plan = leaveOutPast(subscriptionId, reminders, listRenewalReminders(state, policy), plannedAtMs);
  return { ...state, reminders: reconcileReminders(subscriptionId, reminders, plan) };
}

/** Without those that looked at the beginning of a cycle that has begun: their schedules have fired and removed themselves. */
export function forgetRenewed(
  reminders: SubscriptionState['reminders'],
  begunMs: number,
): SubscriptionState['reminders'] {
  const begun = formatInstant(begunMs);
  return Object.fromEntries(
    Object.entries(reminders).filter(([, { lookAt, status }]) => lookAt !== begun || status !== 'scheduled'),
  );
}
