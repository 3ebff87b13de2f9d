import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import { createSchedule, updateSchedule } from '../operations/write-schedule.ts';
import type { ScheduleInput } from '../schedule-definition.ts';
import type { Schedule } from '../schedule-store.ts';
import type { SchedulerContext } from '../scheduler-context.ts';

const supported = [
  'EndDate',
  'FlexibleTimeWindow',
  'GroupName',
  'Name',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'StartDate',
  'State',
  'Target',
] as const;

export function scheduleProvider(context: SchedulerContext): ResourceProvider {
  const deployed = ({ arn, definition }: Schedule): DeployedResource => ({
    ref: definition.name,
    attributes: { Arn: arn },
  });
  return {
    type: 'AWS::Scheduler::Schedule',
    attributes: ['Arn'],
    supported,
    ignored: { Description: 'nothing reads it', KmsKeyArn: 'schedules are kept in memory only' },
    create: (request) => deployed(createSchedule(context, inputOf(request, undefined))),
    update: (request, current) => deployed(updateSchedule(context, inputOf(request, current.ref))),
  };
}

function inputOf(
  { stackName, logicalId, properties }: ResourceRequest,
  currentName: string | undefined,
): ScheduleInput {
  const madeUp = `${stackName.slice(0, 24)}-${logicalId.slice(0, 24)}-${nameSuffix(stackName, logicalId)}`;
  const members = Object.fromEntries(supported.map((name) => [name, properties[name]]));
  return { ...members, Name: currentName ?? properties.Name ?? madeUp } as ScheduleInput;
}
