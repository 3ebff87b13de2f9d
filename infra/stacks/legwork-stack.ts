import { join } from 'node:path';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { bookingServiceSource, incomingDetailTypes } from '../../lambdas/domain/event-names.ts';
import type { BundledLambdas } from '../bundle/bundle-lambdas.ts';
import type { Configuration } from '../configuration.ts';
import type { Activity } from '../constructs/activity.ts';
import { toPascalCase } from '../constructs/definition.ts';
import { EntityWorkflow, type EntityWorkflowProps } from '../constructs/entity-workflow.ts';
import { EventIntake } from '../constructs/event-intake.ts';
import { Providers } from '../constructs/providers.ts';
import { RecurringSchedules } from '../constructs/recurring-schedules.ts';
import { ReminderSchedules } from '../constructs/reminder-schedules.ts';
import { Storage } from '../constructs/storage.ts';
import { SweepSchedule } from '../constructs/sweep-schedule.ts';
import { VehicleTelematics } from '../constructs/vehicle-telematics.ts';
import { startLive, sustainWaits } from '../constructs/workflow-control.ts';
import { createNames, type MachineType } from '../names.ts';
import { createFunctions, ROUTER_TIMEOUT_SECONDS } from './functions.ts';
import { Monitoring } from './monitoring.ts';

export interface LegworkStackProps {
  readonly configuration: Configuration;
  readonly bundles: BundledLambdas;
  /** Absolute path of the folder with the `.asl.json` files. */
  readonly stateMachinesFolder: string;
}

/**
 * Everything of one stage. One stack, so that definitions, Lambda versions and roles change together or roll back
 * together: an export that another stack reads would forbid just the replacements that a deployment consists of. What
 * holds data survives in production by deletion protection and retention, which a stack of its own would not add to.
 */
export class LegworkStack extends Stack {
  constructor(scope: Construct, id: string, props: LegworkStackProps) {
    const { configuration, bundles } = props;
    super(scope, id, {
      description: `Legwork, ${configuration.stage}: durable workflows of a car-rental company`,
      terminationProtection: configuration.isProtected,
      tags: { application: 'legwork', stage: configuration.stage },
    });
    const names = createNames(this, configuration.prefix);

    const storage = new Storage(this, 'Storage', { configuration });
    const providers = new Providers(this, 'Providers', { configuration });
    const vehicles = new VehicleTelematics(this, 'Vehicles', { names, configuration });
    const reminders = new ReminderSchedules(this, 'Reminders', { names, configuration });
    const legAssessments = new RecurringSchedules(this, 'LegAssessments', {
      machine: 'leg-assessment',
      names,
      configuration,
    });
    const intake = new EventIntake(this, 'Intake', {
      source: bookingServiceSource,
      detailTypes: incomingDetailTypes,
      routerTimeoutSeconds: ROUTER_TIMEOUT_SECONDS,
      configuration,
    });
    const vehicleChecks = new RecurringSchedules(this, 'VehicleChecks', {
      machine: 'vehicle-check',
      names,
      configuration,
    });
    const functions = createFunctions(this, {
      bundles,
      storage,
      intake,
      reminders,
      legAssessments,
      providers,
      vehicleChecks,
      names,
      configuration,
    });
    intake.deliverTo(functions['route-event'], configuration.routerConcurrency);

    const workflows = new Map<MachineType, EntityWorkflow>();
    const machines = new Map<MachineType, StateMachine>();
    const addWorkflow = (
      type: MachineType,
      activities: readonly Activity[],
      more: Pick<EntityWorkflowProps, 'substitutions' | 'grants'> = {},
    ) => {
      const workflow = new EntityWorkflow(this, `${toPascalCase(type)}Workflow`, {
        type,
        definitionFile: join(props.stateMachinesFolder, `${type}.asl.json`),
        activities,
        names,
        configuration,
        ...more,
      });
      workflows.set(type, workflow);
      machines.set(type, workflow.stateMachine);
      return workflow.stateMachine;
    };
    const skeleton = [
      functions['load-run'],
      functions['await-signal'],
      functions['close-workflow'],
      functions['continue-as-new'],
    ];
    const booking = addWorkflow('booking', [
      ...skeleton,
      functions['send-signals'],
      functions['apply-booking-signal'],
      functions['sync-reminders'],
      functions['announce-booking-closed'],
    ]);
    const deposit = addWorkflow(
      'deposit',
      [
        ...skeleton,
        functions['send-signals'],
        functions['decide-deposit'],
        functions['charge-deposit'],
        functions['settle-deposit'],
        functions['escalate-deposit'],
      ],
      {
        substitutions: { NotificationStateMachine: names.liveAliasArn('notification') },
        grants: [startLive(names, ['notification'])],
      },
    );
    const subscription = addWorkflow(
      'subscription',
      [
        functions['load-run'],
        functions['await-signal'],
        functions['close-workflow'],
        functions['continue-as-new'],
        functions['apply-subscription-signal'],
        functions['charge-subscription'],
        functions['suspend-subscription'],
        functions['sync-reminders'],
        functions['announce-subscription-closed'],
      ],
      {
        substitutions: { NotificationStateMachine: names.liveAliasArn('notification') },
        grants: [startLive(names, ['notification'])],
      },
    );
    const rentalWatch = addWorkflow('rental-watch', [...skeleton, functions['sync-rental-watch']]);
    const asking = { WorkflowsTable: storage.workflows.tableName, ...vehicles.substitutions };
    addWorkflow('vehicle-check', [functions['check-vehicle']], {
      substitutions: asking,
      grants: [
        ...vehicles.asking('vehicle-check'),
        ...storage.workflowsTable('GetItem').grants,
        sustainWaits(names, 'rental-watch'),
      ],
    });
    const notification = addWorkflow('notification', [functions['send-notification'], functions['drop-notification']]);

    const tripLeg = addWorkflow(
      'trip-leg',
      [...skeleton, functions['apply-leg-signal'], functions['sync-leg-schedules'], functions['announce-leg-closed']],
      {
        substitutions: { LegAssessmentStateMachine: names.liveAliasArn('leg-assessment') },
        grants: [startLive(names, ['leg-assessment'])],
      },
    );
    addWorkflow('leg-assessment', [functions['read-travel-time'], functions['assess-leg']], {
      substitutions: asking,
      grants: [...vehicles.asking('leg-assessment'), ...storage.workflowsTable('GetItem').grants],
    });

    const sweeps = new SweepSchedule(this, 'Sweeps', { sweeper: functions['sweep-workflows'], names, configuration });

    const { alarmTopic, workflowFailedAlarms } = new Monitoring(this, 'Monitoring', {
      machines,
      functions,
      deadLetterQueues: {
        'dead-letters': intake.deadLetterQueue,
        'undelivered-events': intake.undeliveredQueue,
        'undelivered-reminders': reminders.deadLetterQueue,
        'undelivered-leg-assessment': legAssessments.deadLetterQueue,
        'undelivered-vehicle-check': vehicleChecks.deadLetterQueue,
      },
      scheduleGroups: ['reminders', 'leg-assessment', 'vehicle-check'],
      sweepSchedule: sweeps.schedule,
      eventQueue: intake.queue,
      tables: [storage.workflows, storage.idempotency],
      names,
      configuration,
    });
    for (const [type, alarm] of workflowFailedAlarms) workflows.get(type)?.rollBackOn([alarm]);

    const outputs = {
      EventBusName: intake.bus.eventBusName,
      EventQueueUrl: intake.queue.queueUrl,
      DeadLetterQueueUrl: intake.deadLetterQueue.queueUrl,
      UndeliveredEventsQueueUrl: intake.undeliveredQueue.queueUrl,
      UndeliveredRemindersQueueUrl: reminders.deadLetterQueue.queueUrl,
      UndeliveredLegAssessmentsQueueUrl: legAssessments.deadLetterQueue.queueUrl,
      WorkflowsTableName: storage.workflows.tableName,
      PaymentsBaseUrlParameter: providers.payments.environment.PAYMENTS_BASE_URL_PARAMETER,
      PaymentsApiKeySecret: providers.payments.environment.PAYMENTS_API_KEY_SECRET,
      BookingsBaseUrlParameter: providers.bookings.environment.BOOKINGS_BASE_URL_PARAMETER,
      BookingsApiKeySecret: providers.bookings.environment.BOOKINGS_API_KEY_SECRET,
      VehiclesBaseUrl: configuration.vehiclesApiUrl,
      VehiclesBaseUrlParameter: vehicles.baseUrlParameter.parameterName,
      VehiclesConnectionName: vehicles.connection.connectionName,
      BookingStateMachineArn: booking.stateMachineArn,
      DepositStateMachineArn: deposit.stateMachineArn,
      TripLegStateMachineArn: tripLeg.stateMachineArn,
      SubscriptionStateMachineArn: subscription.stateMachineArn,
      NotificationStateMachineArn: notification.stateMachineArn,
      RentalWatchStateMachineArn: rentalWatch.stateMachineArn,
      AlarmTopicArn: alarmTopic.topic.topicArn,
      UndeliveredVehicleChecksQueueUrl: vehicleChecks.deadLetterQueue.queueUrl,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value: value ?? '' });
  }
}
