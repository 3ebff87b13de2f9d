import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { createRecurringSchedules, type RecurringSchedules } from '../../gateways/recurring-schedules.ts';
import { createClient } from '../../middleware/aws-clients.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';

/** The one group of recurring schedules that the function works on. */
export function connectRecurringSchedules(environment: Environment): RecurringSchedules {
  return createRecurringSchedules({
    scheduler: createClient((options) => new SchedulerClient(options)),
    groupName: requiredVariable(environment, 'RECURRING_SCHEDULE_GROUP'),
    roleArn: requiredVariable(environment, 'RECURRING_SCHEDULE_ROLE_ARN'),
    deadLetterQueueArn: requiredVariable(environment, 'RECURRING_DEAD_LETTER_QUEUE_ARN'),
    stateMachineArn: requiredVariable(environment, 'RECURRING_STATE_MACHINE_ARN'),
  });
}
