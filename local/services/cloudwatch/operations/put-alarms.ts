import type { Operation } from '../../../kernel/service.ts';
import { type AlarmInput, parseAlarm } from '../alarms/alarm-definition.ts';
import type { AlarmStore } from '../alarms/alarm-store.ts';
import type { AlarmWatch } from '../alarms/alarm-watch.ts';
import { alarmAccess } from './alarm-access.ts';

export function putMetricAlarmOperation(alarms: AlarmStore, watch: AlarmWatch): Operation<AlarmInput> {
  return {
    access: ({ AlarmName }) => alarmAccess(alarms, 'PutMetricAlarm', [AlarmName ?? '']),
    handle: (input) => {
      watch.watch(alarms.put(parseAlarm(input)));
      return {};
    },
  };
}

interface NamesInput {
  readonly AlarmNames?: readonly string[];
}

/** Names that no alarm has are passed over. */
export function deleteAlarmsOperation(alarms: AlarmStore, watch: AlarmWatch): Operation<NamesInput> {
  return {
    access: ({ AlarmNames }) => alarmAccess(alarms, 'DeleteAlarms', AlarmNames),
    handle: ({ AlarmNames = [] }) => {
      for (const name of AlarmNames) {
        watch.forget(name);
        alarms.remove(name);
      }
      return {};
    },
  };
}

/** `EnableAlarmActions` and `DisableAlarmActions`. */
export function alarmActionsOperation(alarms: AlarmStore, actionsEnabled: boolean): Operation<NamesInput> {
  const action = actionsEnabled ? 'EnableAlarmActions' : 'DisableAlarmActions';
  return {
    access: ({ AlarmNames }) => alarmAccess(alarms, action, AlarmNames),
    handle: ({ AlarmNames = [] }) => {
      for (const name of AlarmNames) {
        const alarm = alarms.find(name);
        if (alarm === undefined) continue;
        alarm.definition = { ...alarm.definition, actionsEnabled };
        alarms.changed(alarm);
      }
      return {};
    },
  };
}
