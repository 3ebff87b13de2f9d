import type { AwsError } from '../../../kernel/aws-error.ts';
import type { Caller } from '../../../kernel/service.ts';
import type { Rule } from '../bus-store.ts';
import { type DeadLetter, sendDeadLetter, surrenderAttributes } from '../delivery/dead-letter.ts';
import { type Delivery, deliver, resumeDeliveries, type Surrender } from '../delivery/deliver.ts';
import type { BusEvent } from '../event.ts';
import { type EventsContext, eventsPrincipal } from '../events-context.ts';
import { targetInput } from './input-transformer.ts';
import { invokeTarget, targetServiceOf } from './invoke-target.ts';
import type { Target } from './target.ts';

/** What a delivery needs of its rule, which may be gone before the delivery has ended. */
type RuleIdentity = Pick<Rule, 'name' | 'arn' | 'busName'>;

interface RecordedDelivery {
  readonly rule: RuleIdentity;
  readonly target: Target;
  readonly event: BusEvent;
}

const store = 'events/deliveries';

/** Gives one event to one target of a rule, as often as its retry policy allows, and then to its dead-letter queue. */
export function deliverToTarget(context: EventsContext, rule: Rule, target: Target, event: BusEvent): void {
  const { name, arn, busName } = rule;
  const recorded: RecordedDelivery = { rule: { name, arn, busName }, target, event };
  deliver(context.kernel, { ...deliveryOf(context, recorded), store, recorded });
}

export function resumeTargetDeliveries(context: EventsContext): void {
  resumeDeliveries(context.kernel, store, (recorded: RecordedDelivery) => deliveryOf(context, recorded));
}

function deliveryOf(
  context: EventsContext,
  { rule, target, event }: RecordedDelivery,
): Omit<Delivery, 'store' | 'recorded'> {
  const { kernel } = context;
  const payload = targetInput(target, event, rule);
  const count = (name: string): void =>
    context.recordMetric({
      namespace: 'AWS/Events',
      name,
      dimensions: { EventBusName: rule.busName, RuleName: rule.name },
      value: 1,
      unit: 'Count',
    });
  return {
    label: `rule ${rule.name} to ${target.Arn}`,
    retryPolicy: target.RetryPolicy,
    attempt: async () => {
      count('Invocations');
      await invokeTarget(kernel, {
        arn: target.Arn,
        payload,
        caller: callerFor(context, rule, target),
        queueUrlOfArn: context.queues.queueUrlOfArn,
        ...(targetServiceOf(target.Arn) === 'events' && {
          event: {
            Source: event.source,
            DetailType: event['detail-type'],
            Resources: event.resources,
            Time: new Date(event.time),
          },
        }),
      });
    },
    onRetry: () => count('RetryInvocationAttempts'),
    giveUp: async (surrender) => {
      count('FailedInvocations');
      const queueArn = target.DeadLetterConfig?.Arn;
      if (queueArn === undefined) return;
      const isSent = await sendDeadLetter(kernel, {
        queueUrl: context.queues.queueUrlOfArn(queueArn),
        body: JSON.stringify(event),
        attributes: deadLetterAttributes(rule, target, surrender),
        caller: { kind: 'service', principal: eventsPrincipal, sourceArn: rule.arn },
      });
      count(isSent ? 'InvocationsSentToDlq' : 'InvocationsFailedToBeSentToDlq');
    },
  };
}

/** A target's role if it has one; otherwise the service itself, which needs the target's own policy. */
function callerFor(context: EventsContext, rule: RuleIdentity, target: Target): Caller {
  if (target.RoleArn === undefined) return { kind: 'service', principal: eventsPrincipal, sourceArn: rule.arn };
  context.assertTrusts(target.RoleArn, eventsPrincipal, rule.arn);
  return { kind: 'role', roleArn: target.RoleArn, sessionName: 'eventbridge' };
}

function deadLetterAttributes(rule: RuleIdentity, target: Target, surrender: Surrender): DeadLetter['attributes'] {
  return {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.Arn,
    ...surrenderAttributes(surrender),
    ERROR_CODE: ruleErrorCode(surrender.error),
  };
}

/** The words that dead letters of rules have for the errors of all targets. */
function ruleErrorCode({ code, statusCode }: AwsError): string {
  if (statusCode === 403 || /AccessDenied|NotAuthorized/.test(code)) return 'NO_PERMISSIONS';
  if (/NotFound|NotExist/.test(code)) return 'NO_RESOURCE';
  if (/Throttl|TooManyRequests/.test(code)) return 'THROTTLING';
  return statusCode >= 500 ? 'ERROR_FROM_TARGET' : 'SDK_CLIENT_ERROR';
}
