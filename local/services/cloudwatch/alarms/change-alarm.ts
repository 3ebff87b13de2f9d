import { isAwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Caller } from '../../../kernel/service.ts';
import type { Alarm } from './alarm.ts';
import { alarmMessage } from './alarm-message.ts';
import type { AlarmStore } from './alarm-store.ts';
import type { AlarmState } from './evaluate-alarm.ts';

/** Why an alarm is in its new state. */
export interface StateReason {
  readonly text: string;
  /** JSON text. */
  readonly data: string;
}

/** Puts an alarm into another state: into its history and the observer's, and to the topics that it names for that state. */
export function changeAlarm(kernel: Kernel, alarms: AlarmStore, alarm: Alarm, state: AlarmState, reason: StateReason) {
  const previousState = alarm.state;
  const { name } = alarm.definition;
  alarm.state = state;
  alarm.reason = reason.text;
  alarm.reasonData = reason.data;
  alarm.stateUpdatedAtMs = kernel.clock.nowMs();
  alarms.note(alarm, {
    type: 'StateUpdate',
    summary: `Alarm updated from ${previousState} to ${state}`,
    data: JSON.stringify({ oldState: previousState, newState: state, reason: reason.text }),
  });
  kernel.observer.emit({ kind: 'alarm-changed', alarmName: name, state, previousState, reason: reason.text });
  for (const actionArn of actionsOf(alarm)) {
    kernel.work.start(`alarm ${name}`, () => tell(kernel, alarms, alarm, previousState, actionArn));
  }
}

function actionsOf({ state, definition }: Alarm): readonly string[] {
  const { actionsEnabled, alarmActions, okActions, insufficientDataActions } = definition;
  if (!actionsEnabled) return [];
  return { ALARM: alarmActions, OK: okActions, INSUFFICIENT_DATA: insufficientDataActions }[state];
}

/** Whatever keeps an action from being done stands in the alarm's history, as on AWS, and nowhere else. */
async function tell(kernel: Kernel, alarms: AlarmStore, alarm: Alarm, previousState: AlarmState, actionArn: string) {
  const caller: Caller = { kind: 'service', principal: 'cloudwatch.amazonaws.com', sourceArn: alarm.arn };
  const subject = `${alarm.state}: "${alarm.definition.name}"`;
  try {
    await kernel.call({
      service: 'sns',
      operation: 'Publish',
      input: { TopicArn: actionArn, Subject: subject, Message: alarmMessage(kernel, alarm, previousState) },
      caller,
    });
    alarms.note(alarm, {
      type: 'Action',
      summary: `Successfully executed action ${actionArn}`,
      data: JSON.stringify({ actionState: 'Succeeded', notificationResource: actionArn }),
    });
  } catch (error) {
    if (!isAwsError(error)) throw error;
    alarms.note(alarm, {
      type: 'Action',
      summary: `Failed to execute action ${actionArn}`,
      data: JSON.stringify({ actionState: 'Failed', notificationResource: actionArn, error: error.message }),
    });
  }
}
