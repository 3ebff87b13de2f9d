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
  const expression = rule.scheduleExpression && parseRuleExpression(rule.scheduleExpression);
  if (!expression || rule.state !== 'ENABLED') return;
  const frame = { timeZone: 'UTC', anchorMs: clock.nowMs() };
  const armAfter = (afterMs: number): void => {
    const dueMs = nextOccurrenceMs(expression, afterMs, frame);
    rule.timer =
      dueMs === undefined
        ? undefined
        : clock.setTimer(dueMs, () => {
            fire(context, rule, dueMs);
            armAfter(dueMs);
          });
  };
  armAfter(clock.nowMs());
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
