import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import { parseRuleExpression } from '../../scheduler/expressions/schedule-expression.ts';
import { type Bus, defaultBusName, type Rule } from '../bus-store.ts';
import { busAccess, type EventsContext, passRoleAccess, ruleAccess } from '../events-context.ts';
import { eventsLimits } from '../limits.ts';
import { compilePattern } from '../patterns/compile-pattern.ts';
import { armRuleSchedule } from '../rule-schedule.ts';

interface PutRuleInput {
  readonly Name: string;
  readonly EventBusName?: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly Description?: string;
  readonly RoleArn?: string;
}

interface RuleInput {
  readonly Name: string;
  readonly EventBusName?: string;
}

export function putRuleOperation(context: EventsContext): Operation<PutRuleInput, { RuleArn: string }> {
  return {
    access: ({ Name, EventBusName, RoleArn }) => [
      ...ruleAccess(context, 'PutRule', Name, EventBusName),
      ...passRoleAccess([RoleArn]),
    ],
    handle: (input) => ({ RuleArn: putRule(context, input).arn }),
  };
}

/** Creates or replaces a rule; its targets stay. */
export function putRule(context: EventsContext, input: PutRuleInput): Rule {
  const bus = context.buses.get(input.EventBusName);
  const { Name, EventPattern, ScheduleExpression, State = 'ENABLED' } = input;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Name ?? '')) throw invalid(`The rule name ${Name} is not valid.`);
  if (!EventPattern && !ScheduleExpression) {
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (State !== 'ENABLED' && State !== 'DISABLED') throw invalid(`The rule state ${State} is not supported.`);
  if (ScheduleExpression !== undefined) {
    if (!parseRuleExpression(ScheduleExpression)) throw invalid('Parameter ScheduleExpression is not valid.');
    if (bus.name !== defaultBusName) throw invalid('ScheduleExpression is supported only on the default event bus.');
  }
  const rule = bus.rules.get(Name) ?? newRule(context, bus, Name);
  rule.pattern = EventPattern ? compile(EventPattern) : undefined;
  rule.scheduleExpression = ScheduleExpression;
  rule.state = State;
  rule.description = input.Description;
  rule.roleArn = input.RoleArn;
  bus.rules.set(Name, rule);
  armRuleSchedule(context, rule);
  return rule;
}

function compile(source: string): NonNullable<Rule['pattern']> {
  if (source.length > eventsLimits.patternCharacters) {
    throw invalid(
      `1 validation error detected: Value at 'eventPattern' failed to satisfy constraint: Member must have length less than or equal to ${eventsLimits.patternCharacters}`,
    );
  }
  return { source, compiled: compilePattern(source) };
}

function newRule(context: EventsContext, bus: Bus, name: string): Rule {
  return {
    name,
    arn: context.buses.ruleArn(name, bus.name),
    busName: bus.name,
    state: 'ENABLED',
    targets: new Map(),
  };
}

export function describeRuleOperation(context: EventsContext): Operation<RuleInput> {
  return {
    access: ({ Name, EventBusName }) => ruleAccess(context, 'DescribeRule', Name, EventBusName),
    handle: ({ Name, EventBusName }) => describe(context.buses.rule(Name, EventBusName)),
  };
}

interface ListRulesInput {
  readonly NamePrefix?: string;
  readonly EventBusName?: string;
  readonly NextToken?: string;
  readonly Limit?: number;
}

export function listRulesOperation(context: EventsContext): Operation<ListRulesInput> {
  return {
    access: ({ EventBusName }) => busAccess(context, 'ListRules', EventBusName),
    handle: ({ NamePrefix = '', EventBusName, NextToken = '', Limit = eventsLimits.listedRules }) => {
      const rules = [...context.buses.get(EventBusName).rules.values()]
        .filter(({ name }) => name.startsWith(NamePrefix) && name > NextToken)
        .sort((one, other) => (one.name < other.name ? -1 : 1));
      const page = rules.slice(0, Limit);
      return { Rules: page.map(describe), ...(rules.length > page.length && { NextToken: page.at(-1)!.name }) };
    },
  };
}

export function deleteRuleOperation(context: EventsContext): Operation<RuleInput> {
  return {
    access: ({ Name, EventBusName }) => ruleAccess(context, 'DeleteRule', Name, EventBusName),
    handle: ({ Name, EventBusName }) => {
      const bus = context.buses.get(EventBusName);
      const rule = bus.rules.get(Name);
      if (!rule) return {};
      if (rule.targets.size > 0) throw invalid("Rule can't be deleted since it has targets.");
      rule.timer?.cancel();
      context.buses.removeRule(rule);
      return {};
    },
  };
}

export function enableRuleOperation(context: EventsContext): Operation<RuleInput> {
  return switchOperation(context, 'EnableRule', 'ENABLED');
}

export function disableRuleOperation(context: EventsContext): Operation<RuleInput> {
  return switchOperation(context, 'DisableRule', 'DISABLED');
}

function switchOperation(context: EventsContext, action: string, state: Rule['state']): Operation<RuleInput> {
  return {
    access: ({ Name, EventBusName }) => ruleAccess(context, action, Name, EventBusName),
    handle: ({ Name, EventBusName }) => {
      const rule = context.buses.rule(Name, EventBusName);
      rule.state = state;
      armRuleSchedule(context, rule);
      return {};
    },
  };
}

function describe(rule: Rule): Record<string, unknown> {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventBusName: rule.busName,
    State: rule.state,
    ...(rule.pattern && { EventPattern: rule.pattern.source }),
    ...(rule.scheduleExpression !== undefined && { ScheduleExpression: rule.scheduleExpression }),
    ...(rule.description !== undefined && { Description: rule.description }),
    ...(rule.roleArn !== undefined && { RoleArn: rule.roleArn }),
  };
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
