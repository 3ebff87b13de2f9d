import { nextOccurrenceMs, parseRuleExpression } from '../scheduler/expressions/schedule-expression.ts';
import type { Rule } from './bus-store.ts';
import { eventTime } from './event.ts';
import type { EventsContext } from './events-context.ts';
import { deliverToTarget } from './targets/deliver-to-target.ts';

/** Sets the timer of a rule's schedule anew, after every change of the rule. */
export function armRuleSchedule(context: EventsContext, rule: Rule): void {
  const { clock } = context.kernel;
  rule.timer?.cancel();
  rule.timer = undefined;
  rule.anchorMs = clock.nowMs();
  rule.nextDueMs = dueAfter(rule, clock.nowMs());
  awaitNext(context, rule);
  context.buses.ruleChanged(rule);
}

/** Sets the timers of the rules that the journal has. */
export function resumeRuleSchedules(context: EventsContext): void {
  for (const bus of context.buses.list()) {
    for (const rule of bus.rules.values()) {
      context.kernel.journal.onResume(() => rule.timer ?? awaitNext(context, rule));
    }
  }
}

function dueAfter({ scheduleExpression, state, anchorMs = 0 }: Rule, afterMs: number): number | undefined {
  const expression = scheduleExpression && parseRuleExpression(scheduleExpression);
  if (!expression || state !== 'ENABLED') return undefined;
  return nextOccurrenceMs(expression, afterMs, { timeZone: 'UTC', anchorMs });
}

function awaitNext(context: EventsContext, rule: Rule): void {
  const { nextDueMs: dueMs } = rule;
  if (dueMs === undefined) return;
  rule.timer = context.kernel.clock.setTimer(dueMs, () => {
    fire(context, rule, dueMs);
    rule.nextDueMs = dueAfter(rule, dueMs);
    awaitNext(context, rule);
    context.buses.ruleChanged(rule);
  });
}

function fire(context: EventsContext, rule: Rule, dueMs: number): void {
  const { kernel } = context;
  const event = {
    version: '0',
    id: kernel.identifiers.uuid(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: kernel.accountId,
    time: eventTime(dueMs),
    region: kernel.region,
    resources: [rule.arn],
    detail: {},
  } as const;
  for (const target of rule.targets.values()) deliverToTarget(context, rule, target, event);
}
