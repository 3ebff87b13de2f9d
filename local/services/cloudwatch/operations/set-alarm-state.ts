import { AwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Operation } from '../../../kernel/service.ts';
import type { AlarmStore } from '../alarms/alarm-store.ts';
import type { AlarmWatch } from '../alarms/alarm-watch.ts';
import { changeAlarm } from '../alarms/change-alarm.ts';
import type { AlarmState } from '../alarms/evaluate-alarm.ts';
import { alarmAccess } from './alarm-access.ts';

interface Input {
  readonly AlarmName?: string;
  readonly StateValue?: string;
  readonly StateReason?: string;
  /** JSON text. */
  readonly StateReasonData?: string;
}

const states: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** For trying out what an alarm does: its next evaluation takes it back to what its metric says. */
export function setAlarmStateOperation(kernel: Kernel, alarms: AlarmStore, watch: AlarmWatch): Operation<Input> {
  return {
    access: ({ AlarmName }) => alarmAccess(alarms, 'SetAlarmState', [AlarmName ?? '']),
    handle: ({ AlarmName = '', StateValue, StateReason, StateReasonData = '{}' }) => {
      const alarm = alarms.get(AlarmName);
      const state = states.find((one) => one === StateValue);
      if (state === undefined) throw new AwsError('ValidationError', `StateValue must be one of ${states.join(', ')}`);
      if (!StateReason) throw new AwsError('ValidationError', 'StateReason is required');
      if (state !== alarm.state)
        changeAlarm(kernel, alarms, alarm, state, { text: StateReason, data: StateReasonData });
      watch.watch(alarm);
      return {};
    },
  };
}
