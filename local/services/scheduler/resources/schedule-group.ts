import type { ResourceProvider } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import { assertName } from '../schedule-definition.ts';
import type { SchedulerContext } from '../scheduler-context.ts';

export function scheduleGroupProvider({ store }: SchedulerContext): ResourceProvider {
  return {
    type: 'AWS::Scheduler::ScheduleGroup',
    attributes: ['Arn', 'CreationDate', 'LastModificationDate', 'State'],
    supported: ['Name'],
    ignored: { Tags: 'nothing reads tags here' },
    create({ stackName, logicalId, properties }) {
      const name =
        properties.Name ?? `${stackName.slice(0, 24)}-${logicalId.slice(0, 24)}-${nameSuffix(stackName, logicalId)}`;
      assertName('name', name);
      if (store.findGroup(name)) throw new Error(`${logicalId}: a schedule group named ${name} exists already`);
      const { arn, createdAtMs } = store.addGroup(name, undefined);
      const date = new Date(createdAtMs).toISOString();
      return { ref: name, attributes: { Arn: arn, State: 'ACTIVE', CreationDate: date, LastModificationDate: date } };
    },
    update: (_request, current) => current,
  };
}
