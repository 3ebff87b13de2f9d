import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import type { Rule } from '../bus-store.ts';
import { type EventsContext, passRoleAccess, ruleAccess } from '../events-context.ts';
import { eventsLimits } from '../limits.ts';
import { assertTarget, type Target } from '../targets/target.ts';

interface RuleOfTargets {
  readonly Rule: string;
  readonly EventBusName?: string;
}

type PutTargetsInput = RuleOfTargets & { readonly Targets: readonly Target[] };

export function putTargetsOperation(context: EventsContext): Operation<PutTargetsInput> {
  return {
    access: ({ Rule, EventBusName, Targets = [] }) => [
      ...ruleAccess(context, 'PutTargets', Rule, EventBusName),
      ...passRoleAccess(Targets.map(({ RoleArn }) => RoleArn)),
    ],
    handle: ({ Rule, EventBusName, Targets = [] }) => {
      putTargets(context, context.buses.rule(Rule, EventBusName), Targets);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  };
}

/** Adds targets to a rule, in place of those with the same ids. */
export function putTargets(context: EventsContext, rule: Rule, targets: readonly Target[]): void {
  for (const target of targets) assertTarget(target);
  if (new Set([...rule.targets.keys(), ...targets.map(({ Id }) => Id)]).size > eventsLimits.targetsOfRule) {
    throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
  }
  for (const target of targets) {
    rule.targets.set(target.Id, target);
    if (target.DeadLetterConfig?.Arn !== undefined) context.queues.declareDeadLetterQueue(target.DeadLetterConfig.Arn);
  }
  context.buses.ruleChanged(rule);
}

type RemoveTargetsInput = RuleOfTargets & { readonly Ids: readonly string[] };

export function removeTargetsOperation(context: EventsContext): Operation<RemoveTargetsInput> {
  return {
    access: ({ Rule, EventBusName }) => ruleAccess(context, 'RemoveTargets', Rule, EventBusName),
    handle: ({ Rule, EventBusName, Ids = [] }) => {
      const rule = context.buses.rule(Rule, EventBusName);
      for (const id of Ids) rule.targets.delete(id);
      context.buses.ruleChanged(rule);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  };
}

export function listTargetsByRuleOperation(context: EventsContext): Operation<RuleOfTargets> {
  return {
    access: ({ Rule, EventBusName }) => ruleAccess(context, 'ListTargetsByRule', Rule, EventBusName),
    handle: ({ Rule, EventBusName }) => ({ Targets: [...context.buses.rule(Rule, EventBusName).targets.values()] }),
  };
}
