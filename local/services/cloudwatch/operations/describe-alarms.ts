import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import type { Alarm } from '../alarms/alarm.ts';
import type { AlarmStore } from '../alarms/alarm-store.ts';
import { alarmAccess } from './alarm-access.ts';
import { fromDimensions, type Instant, toMs } from './wire-metrics.ts';

interface DescribeInput {
  readonly AlarmNames?: readonly string[];
  readonly AlarmNamePrefix?: string;
  readonly AlarmTypes?: readonly string[];
  readonly StateValue?: string;
  readonly ActionPrefix?: string;
  readonly MaxRecords?: number | string;
  readonly NextToken?: string;
}

const mostRecords = 100;

export function describeAlarmsOperation(alarms: AlarmStore): Operation<DescribeInput> {
  return {
    access: ({ AlarmNames }) => alarmAccess(alarms, 'DescribeAlarms', AlarmNames),
    handle: (input) => {
      const { AlarmNames, AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], StateValue, ActionPrefix = '' } = input;
      const found = (AlarmTypes.includes('MetricAlarm') ? alarms.list() : []).filter(({ definition, state }) => {
        const { name, alarmActions, okActions, insufficientDataActions } = definition;
        const actions = [...alarmActions, ...okActions, ...insufficientDataActions];
        return (
          (AlarmNames?.includes(name) ?? true) &&
          name.startsWith(AlarmNamePrefix) &&
          (StateValue ?? state) === state &&
          (ActionPrefix === '' || actions.some((arn) => arn.startsWith(ActionPrefix)))
        );
      });
      const { page, nextToken } = pageOf(found, input);
      return { MetricAlarms: page.map(describe), CompositeAlarms: [], ...(nextToken && { NextToken: nextToken }) };
    },
  };
}

interface HistoryInput {
  readonly AlarmName?: string;
  readonly HistoryItemType?: string;
  readonly StartDate?: Instant;
  readonly EndDate?: Instant;
  readonly ScanBy?: 'TimestampAscending' | 'TimestampDescending';
  readonly MaxRecords?: number | string;
  readonly NextToken?: string;
}

export function describeAlarmHistoryOperation(alarms: AlarmStore): Operation<HistoryInput> {
  return {
    access: ({ AlarmName }) =>
      alarmAccess(alarms, 'DescribeAlarmHistory', AlarmName === undefined ? ['*'] : [AlarmName]),
    handle: (input) => {
      const { AlarmName, HistoryItemType, ScanBy, StartDate, EndDate } = input;
      const fromMs = StartDate === undefined ? Number.NEGATIVE_INFINITY : toMs('StartDate', StartDate);
      const untilMs = EndDate === undefined ? Number.POSITIVE_INFINITY : toMs('EndDate', EndDate);
      const items = alarms
        .list()
        .filter(({ definition }) => (AlarmName ?? definition.name) === definition.name)
        .flatMap(({ definition, history }) => history.map((item) => ({ ...item, name: definition.name })))
        .filter(({ type, atMs }) => (HistoryItemType ?? type) === type && atMs >= fromMs && atMs <= untilMs)
        .sort((one, other) => one.atMs - other.atMs);
      if (ScanBy !== 'TimestampAscending') items.reverse();
      const { page, nextToken } = pageOf(items, input);
      return {
        AlarmHistoryItems: page.map(({ name, atMs, type, summary, data }) => ({
          AlarmName: name,
          AlarmType: 'MetricAlarm',
          Timestamp: new Date(atMs),
          HistoryItemType: type,
          HistorySummary: summary,
          HistoryData: data,
        })),
        ...(nextToken && { NextToken: nextToken }),
      };
    },
  };
}

/** The token is the position at which the next page begins. */
function pageOf<One>(all: readonly One[], { MaxRecords, NextToken }: Pick<DescribeInput, 'MaxRecords' | 'NextToken'>) {
  const start = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(start) || start < 0) throw new AwsError('InvalidNextToken', 'Invalid next token');
  const end = start + Math.min(Number(MaxRecords ?? mostRecords), mostRecords);
  return { page: all.slice(start, end), nextToken: end < all.length ? String(end) : undefined };
}

function describe(alarm: Alarm): Record<string, unknown> {
  const { definition } = alarm;
  const { statistic } = definition;
  return {
    AlarmName: definition.name,
    AlarmArn: alarm.arn,
    ...(definition.description !== undefined && { AlarmDescription: definition.description }),
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAtMs),
    ActionsEnabled: definition.actionsEnabled,
    OKActions: definition.okActions,
    AlarmActions: definition.alarmActions,
    InsufficientDataActions: definition.insufficientDataActions,
    StateValue: alarm.state,
    StateReason: alarm.reason,
    StateReasonData: alarm.reasonData,
    StateUpdatedTimestamp: new Date(alarm.stateUpdatedAtMs),
    StateTransitionedTimestamp: new Date(alarm.stateUpdatedAtMs),
    Namespace: definition.namespace,
    MetricName: definition.metricName,
    [statistic.startsWith('p') ? 'ExtendedStatistic' : 'Statistic']: statistic,
    Dimensions: fromDimensions(definition.dimensions),
    Period: definition.periodSeconds,
    EvaluationPeriods: definition.evaluationPeriods,
    DatapointsToAlarm: definition.datapointsToAlarm,
    Threshold: definition.threshold,
    ComparisonOperator: definition.comparisonOperator,
    TreatMissingData: definition.treatMissingData,
  };
}
