import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import { type AlarmInput, parseAlarm } from '../alarms/alarm-definition.ts';
import type { AlarmStore } from '../alarms/alarm-store.ts';
import type { AlarmWatch } from '../alarms/alarm-watch.ts';

export function alarmProvider(alarms: AlarmStore, watch: AlarmWatch): ResourceProvider {
  const put = (name: string, { properties }: ResourceRequest): DeployedResource => {
    const alarm = alarms.put(parseAlarm({ ...(properties as AlarmInput), AlarmName: name }));
    watch.watch(alarm);
    return { ref: name, attributes: { Arn: alarm.arn } };
  };
  return {
    type: 'AWS::CloudWatch::Alarm',
    attributes: ['Arn'],
    supported: [
      'ActionsEnabled',
      'AlarmActions',
      'AlarmDescription',
      'AlarmName',
      'ComparisonOperator',
      'DatapointsToAlarm',
      'Dimensions',
      'EvaluateLowSampleCountPercentile',
      'EvaluationPeriods',
      'ExtendedStatistic',
      'InsufficientDataActions',
      'MetricName',
      'Namespace',
      'OKActions',
      'Period',
      'Statistic',
      'Threshold',
      'TreatMissingData',
    ],
    ignored: { Tags: 'nothing reads tags here' },
    create(request) {
      const { stackName, logicalId, properties } = request;
      return put(
        String(properties.AlarmName ?? `${stackName}-${logicalId}-${nameSuffix(stackName, logicalId)}`),
        request,
      );
    },
    update: (request, current) => put(current.ref, request),
    delete(_request, current) {
      watch.forget(current.ref);
      alarms.remove(current.ref);
    },
  };
}
