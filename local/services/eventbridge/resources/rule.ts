import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import { busNameOf, defaultBusName, type Rule } from '../bus-store.ts';
import type { EventsContext } from '../events-context.ts';
import { putRule } from '../operations/rules.ts';
import { putTargets } from '../operations/targets.ts';
import type { Target } from '../targets/target.ts';

export function ruleProvider(context: EventsContext): ResourceProvider {
  const apply = ({ properties }: ResourceRequest, name: string): Rule => {
    const { EventBusName, EventPattern, ScheduleExpression, State, RoleArn, Targets = [] } = properties;
    const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
    const rule = putRule(context, {
      Name: name,
      EventBusName: text(EventBusName),
      EventPattern: EventPattern === undefined ? undefined : JSON.stringify(EventPattern),
      ScheduleExpression: text(ScheduleExpression),
      State: text(State),
      RoleArn: text(RoleArn),
    });
    rule.targets.clear();
    putTargets(context, rule, Targets as readonly Target[]);
    return rule;
  };
  const deployed = (rule: Rule): DeployedResource => ({
    ref: rule.busName === defaultBusName ? rule.name : `${rule.busName}|${rule.name}`,
    attributes: { Arn: rule.arn },
  });
  return {
    type: 'AWS::Events::Rule',
    attributes: ['Arn'],
    supported: ['EventBusName', 'EventPattern', 'Name', 'RoleArn', 'ScheduleExpression', 'State', 'Targets'],
    ignored: { Description: 'nothing reads it', Tags: 'nothing reads tags here' },
    create(request) {
      const { stackName, logicalId, properties } = request;
      const name =
        properties.Name === undefined
          ? `${stackName.slice(0, 24)}-${logicalId.slice(0, 24)}-${nameSuffix(stackName, logicalId)}`
          : String(properties.Name);
      if (context.buses.find(busNameOf(properties.EventBusName as string | undefined))?.rules.has(name)) {
        throw new Error(`${logicalId}: a rule named ${name} exists already`);
      }
      return deployed(apply(request, name));
    },
    update(request, current) {
      return deployed(apply(request, current.ref.slice(current.ref.indexOf('|') + 1)));
    },
  };
}
