import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { createReminderSchedules, type ReminderSchedules } from '../../gateways/reminder-schedules.ts';
import { createClient } from '../../middleware/aws-clients.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';

export function connectReminderSchedules(environment: Environment): ReminderSchedules {
  return createReminderSchedules({
    scheduler: createClient((options) => new SchedulerClient(options)),
    groupName: requiredVariable(environment, 'REMINDER_SCHEDULE_GROUP'),
    roleArn: requiredVariable(environment, 'REMINDER_SCHEDULE_ROLE_ARN'),
    deadLetterQueueArn: requiredVariable(environment, 'REMINDER_DEAD_LETTER_QUEUE_ARN'),
    notificationStateMachineArn: requiredVariable(environment, 'NOTIFICATION_STATE_MACHINE_ARN'),
  });
}
