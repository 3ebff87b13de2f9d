/** Every Lambda function of the app: what it is for, how long it may take, what it uses and therefore may do. */
import type { Construct } from 'constructs';
import type { BundledLambdas } from '../bundle/bundle-lambdas.ts';
import type { Configuration } from '../configuration.ts';
import { Activity } from '../constructs/activity.ts';
import type { Capability } from '../constructs/capability.ts';
import { toPascalCase } from '../constructs/definition.ts';
import type { EventIntake } from '../constructs/event-intake.ts';
import type { Providers } from '../constructs/providers.ts';
import type { RecurringSchedules } from '../constructs/recurring-schedules.ts';
import type { ReminderSchedules } from '../constructs/reminder-schedules.ts';
import type { Storage } from '../constructs/storage.ts';
import { controlWorkflows, inspectRuns } from '../constructs/workflow-control.ts';
import type { Names } from '../names.ts';
import { assertSameNames } from './assert-same-names.ts';
import { isTraced } from './tracing.ts';

/** Also sets how long a message stays invisible to other routers. */
export const ROUTER_TIMEOUT_SECONDS = 20;
/** A handful of calls of AWS. */
const INTERNAL_TIMEOUT_SECONDS = 30;
/** A read for an assessment, which has 30 seconds for all its attempts; the state's own timeout is 5. */
const LEG_READ_TIMEOUT_SECONDS = 4;
/** The rest of an assessment: an Express execution has five minutes for everything. The state's own timeout is 15. */
const ASSESSMENT_TIMEOUT_SECONDS = 10;
/** A provider that answers slowly is waited for; the state's own timeout is 120. */
const PROVIDER_TIMEOUT_SECONDS = 60;
/** Looking at up to some hundred overdue workflows, one after the other. */
const SWEEP_TIMEOUT_SECONDS = 300;
/** The judging of a check, with a handful of calls of AWS; the state's own timeout is 5. */
const CHECK_TIMEOUT_SECONDS = 4;

export interface FunctionsProps {
  readonly bundles: BundledLambdas;
  readonly storage: Storage;
  readonly intake: EventIntake;
  readonly reminders: ReminderSchedules;
  readonly legAssessments: RecurringSchedules;
  readonly providers: Providers;
  readonly vehicleChecks: RecurringSchedules;
  readonly names: Names;
  readonly configuration: Configuration;
}

interface FunctionDefinition {
  readonly description: string;
  /** Unit: seconds. */
  readonly timeoutSeconds: number;
  readonly capabilities: readonly Capability[];
}

export type Functions = Readonly<Record<keyof ReturnType<typeof defineFunctions>, Activity>>;

/** @throws when a handler has no definition here, or a definition or a setting names a handler that does not exist */
export function createFunctions(scope: Construct, props: FunctionsProps): Functions {
  const { bundles, names, configuration } = props;
  const definitions: Record<string, FunctionDefinition> = defineFunctions(props);
  assertSameNames(bundles, definitions, configuration);
  return Object.fromEntries(
    [...bundles].map(([name, bundle]) => {
      const definition = { ...(definitions[name] as FunctionDefinition), isTraced: isTraced(name, configuration) };
      return [name, new Activity(scope, toPascalCase(name), { bundle, names, configuration, ...definition })];
    }),
  ) as Functions;
}

function defineFunctions(props: FunctionsProps) {
  const { storage, intake, reminders, legAssessments, vehicleChecks, providers, names, configuration } = props;
  const policy: Capability = { environment: { LEGWORK_POLICY: JSON.stringify(configuration.policy) }, grants: [] };
  const once = storage.idempotencyTable('UpdateItem');
  const within =
    (timeoutSeconds: number) =>
    (description: string, ...capabilities: Capability[]): FunctionDefinition => ({
      description,
      timeoutSeconds,
      capabilities,
    });
  const internal = within(INTERNAL_TIMEOUT_SECONDS);
  const calling = within(PROVIDER_TIMEOUT_SECONDS);

  return {
    'route-event': within(ROUTER_TIMEOUT_SECONDS)(
      'Brings events of the booking service to their workflows',
      storage.workflowsTable('PutItem', 'GetItem', 'Query', 'UpdateItem'),
      // Deposits and rental watches are signalled by workflows alone.
      controlWorkflows(names, ['start', 'stop', 'complete'], ['booking', 'trip-leg', 'subscription']),
      intake.publishing(),
      intake.rejecting(),
    ),
    'load-run': internal(
      'Opens a run of a workflow',
      storage.workflowsTable('UpdateItem'),
      controlWorkflows(names, ['start', 'stop']),
    ),
    'await-signal': internal(
      'Stores the checkpoint and the token of a wait, delivers what is pending',
      storage.workflowsTable('UpdateItem', 'Query'),
      controlWorkflows(names, ['start', 'stop', 'complete']),
    ),
    'close-workflow': internal(
      'Closes a workflow unless a signal came in the meantime',
      storage.workflowsTable('UpdateItem', 'Query'),
      controlWorkflows(names, ['start', 'stop']),
      intake.publishing(),
    ),
    'continue-as-new': internal(
      'Hands a workflow over to a new run',
      storage.workflowsTable('UpdateItem'),
      controlWorkflows(names, ['start', 'stop']),
    ),
    'send-signals': internal(
      'Signals other workflows',
      storage.workflowsTable('PutItem', 'GetItem', 'Query', 'UpdateItem'),
      controlWorkflows(names, ['start', 'stop', 'complete']),
    ),
    'sweep-workflows': within(SWEEP_TIMEOUT_SECONDS)(
      'Looks for overdue workflows and brings them on',
      storage.workflowsTable('GetItem', 'Query', 'UpdateItem'),
      storage.openInstances(),
      controlWorkflows(names, ['start', 'stop', 'complete']),
      inspectRuns(names),
    ),
    'apply-booking-signal': internal(
      'Applies a signal to the record of a booking',
      storage.workflowsTable('GetItem', 'PutItem'),
      policy,
    ),
    'sync-reminders': internal(
      'Brings the schedules of the reminders in line with the plan',
      storage.workflowsTable('GetItem', 'PutItem'),
      reminders.scheduling('CreateSchedule', 'UpdateSchedule', 'DeleteSchedule'),
    ),
    'announce-booking-closed': internal('Tells that a booking has ended', once, intake.publishing()),
    'decide-deposit': internal('Says what is due for a deposit', storage.workflowsTable('GetItem', 'PutItem'), policy),
    'charge-deposit': calling(
      'Charges a deposit',
      storage.workflowsTable('GetItem', 'PutItem'),
      once,
      providers.payments,
      intake.publishing(),
      policy,
    ),
    'settle-deposit': calling(
      'Refunds a deposit or keeps it',
      storage.workflowsTable('GetItem', 'PutItem'),
      once,
      providers.payments,
      intake.publishing(),
    ),
    'escalate-deposit': internal(
      'Hands a deposit over to people',
      storage.workflowsTable('GetItem', 'PutItem'),
      once,
      intake.publishing(),
    ),
    'apply-leg-signal': internal(
      'Applies a signal to the record of a trip leg',
      storage.workflowsTable('GetItem', 'PutItem'),
      policy,
    ),
    'sync-leg-schedules': internal(
      'Brings the schedules of the assessments of a trip leg in line with its window',
      storage.workflowsTable('GetItem', 'PutItem'),
      legAssessments.scheduling(),
      policy,
    ),
    'announce-leg-closed': internal(
      'Tells that a trip leg has ended',
      storage.workflowsTable('GetItem'),
      once,
      intake.publishing(),
    ),
    'read-travel-time': within(LEG_READ_TIMEOUT_SECONDS)(
      'Reads how long the driver of a trip leg still takes',
      storage.workflowsTable('BatchGetItem'),
      providers.routes,
      policy,
    ),
    'assess-leg': within(ASSESSMENT_TIMEOUT_SECONDS)(
      'Judges the risk of a trip leg',
      storage.workflowsTable('BatchGetItem', 'PutItem'),
      once,
      intake.publishing(),
      policy,
    ),
    'apply-subscription-signal': internal(
      'Applies a signal to the record of a subscription and says what is due',
      storage.workflowsTable('GetItem', 'PutItem'),
      policy,
    ),
    'charge-subscription': calling(
      'Charges a cycle of a subscription',
      storage.workflowsTable('GetItem', 'PutItem'),
      once,
      providers.payments,
      intake.publishing(),
      policy,
    ),
    'suspend-subscription': internal(
      'Suspends a subscription whose payments have failed',
      storage.workflowsTable('GetItem', 'PutItem'),
      once,
      intake.publishing(),
      policy,
    ),
    'announce-subscription-closed': internal('Tells that a subscription has ended', once, intake.publishing()),
    'send-notification': calling(
      'Sends a reminder or an e-mail',
      storage.workflowsTable('GetItem'),
      once,
      providers.bookings,
      providers.email,
      providers.textMessages,
      intake.publishing(),
      policy,
    ),
    'drop-notification': internal('Gives a notification up that has come too late', once, intake.publishing()),
    'sync-rental-watch': internal(
      'Brings the watch over a rental in line with its booking',
      storage.workflowsTable('GetItem', 'PutItem'),
      vehicleChecks.scheduling(),
      once,
      intake.publishing(),
      policy,
    ),
    'check-vehicle': within(CHECK_TIMEOUT_SECONDS)(
      'Judges what a rented vehicle says of itself',
      storage.workflowsTable('BatchGetItem', 'PutItem', 'UpdateItem'),
      once,
      intake.publishing(),
      policy,
    ),
  } satisfies Record<string, FunctionDefinition>;
}
