import type { AlarmDefinition } from './alarm-definition.ts';
import type { AlarmState } from './evaluate-alarm.ts';

/** Something that happened to an alarm, as `DescribeAlarmHistory` tells it. */
export interface AlarmHistoryItem {
  readonly atMs: number;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

export interface Alarm {
  readonly arn: string;
  definition: AlarmDefinition;
  state: AlarmState;
  reason: string;
  /** JSON text. */
  reasonData: string;
  configuredAtMs: number;
  stateUpdatedAtMs: number;
  /** Oldest first. */
  readonly history: AlarmHistoryItem[];
}
