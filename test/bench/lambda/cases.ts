/**
 * The handlers that run most often, each with the invocation that it has most often: a leg that is as it was, a rented car
 * that is as it was, a wait with nothing pending, an event of an open booking.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import { newRentalWatch } from '../../../lambdas/domain/rental-watch.ts';
import { newLeg } from '../../../lambdas/domain/trip-leg.ts';
import { bookingWith, legContent } from '../../lambdas/domain/leg-support.ts';
import { ms } from '../../lambdas/domain/support.ts';
import type { AnswerCall } from './quick-answers.ts';

/** All of it happens one second after this instant, which is one of the leg's grid. */
const at = '2026-07-02T08:00:00.000Z';
export const nowMs = ms(at) + 1_000;

const token = 'AQCEAAAAKgAAAAM'.padEnd(700, 'x');
const gridOf = legContent.windowStart;
const window = { start: gridOf, end: legContent.windowEnd };
const booking = { ...bookingWith(), revision: 2 };
const { vehicleId } = booking.content;

const records: Readonly<Record<string, object>> = {
  'booking#B-1 state': booking,
  'booking#B-1 instance': { run: 1, status: 'open', no: 2_000_000, openedAt: at },
  'trip-leg#L-1 state': {
    ...newLeg('L-1', 'B-1', at),
    revision: 3,
    window,
    driverId: 'D-1',
    hasBegunToAct: true,
    known: { minutes: 20, readiness: { [vehicleId]: true } },
  },
  'rental-watch#B-1 state': {
    ...newRentalWatch('B-1', {
      vehicleId,
      startedAt: '2026-07-02T07:00:00.000Z',
      handledAt: '2026-07-02T07:00:00.000Z',
    }),
    revision: 1,
    quiet: { by: 'v1', token, online: true, insideArea: true, isFuelLow: false, lowFuelPercent: 10 },
  },
  'rental-watch#B-1 instance': { run: 1, status: 'open', wait: { token, accepts: ['legwork.booking-updated'] } },
};

interface Key {
  readonly pk: { readonly S: string };
  readonly sk: { readonly S: string };
}

/** As DynamoDB stores them: made once, so that no answer costs anything. */
const items = new Map(
  Object.entries(records).map(([key, record]) => {
    const [pk, sk] = key.split(' ');
    return [key, marshall({ pk, sk, ...record }, { removeUndefinedValues: true })];
  }),
);
const itemOf = ({ pk, sk }: Key): object | undefined => items.get(`${pk.S} ${sk.S}`);

const answers: Readonly<Record<string, (input: never) => unknown>> = {
  GetItem: ({ Key }: { Key: Key }) => ({ Item: itemOf(Key) }),
  BatchGetItem: ({ RequestItems }: { RequestItems: Record<string, { Keys: Key[] }> }) => ({
    Responses: Object.fromEntries(
      Object.entries(RequestItems).map(([table, { Keys }]) => [table, Keys.map(itemOf).filter(Boolean)]),
    ),
    UnprocessedKeys: {},
  }),
  Query: () => ({ Items: [], Count: 0, ScannedCount: 0 }),
  PutItem: () => ({}),
  UpdateItem: () => ({ Attributes: itemOf({ pk: { S: 'rental-watch#B-1' }, sk: { S: 'instance' } }) }),
  'GET /tracking/v0/trackers/legs/devices/L-1/positions/latest': () => ({
    DeviceId: 'L-1',
    Position: [-0.2, 51.4],
    SampleTime: at,
    ReceivedTime: at,
  }),
  'POST /v2/routes': () => ({
    LegGeometryFormat: 'Simple',
    Notices: [],
    Routes: [{ Legs: [], MajorRoadLabels: [], Summary: { Duration: 1_200, Distance: 15_000 } }],
  }),
};

export const answerCall: AnswerCall = (operation, body) => {
  const answer = answers[operation.replace(/\?.*$/, '')];
  if (answer === undefined) throw new Error(`nothing answers ${operation}`);
  return { status: 200, body: JSON.stringify(answer((body === '' ? {} : JSON.parse(body)) as never)) };
};

const leg = { legId: 'L-1', bookingId: 'B-1' };
const wellVehicle = { ready: true, fuelPercent: 80, online: true, insideArea: true };
const busEvent = (invocation: number) => ({
  'detail-type': 'ChargesAssessed',
  detail: {
    eventId: `evt-${invocation}`,
    occurredAt: at,
    version: 3,
    bookingId: 'B-1',
    amountCents: 500,
    reason: 'fuel',
  },
});

/** The event of each invocation, by its number from 1 on. */
export const events = {
  'read-travel-time': () => ({ ...leg, at, gridOf }),
  'assess-leg': () => ({ ...leg, at, gridOf, minutes: 20, vehicle: { vehicleId, isReady: true } }),
  'check-vehicle': () => ({ bookingId: 'B-1', at, vehicle: wellVehicle, definitionVersion: 'v1' }),
  'await-signal': (invocation) => ({
    workflow: { type: 'booking', id: 'B-1', run: 1 },
    token,
    seq: invocation,
    redriveCount: 0,
    retryCount: 0,
    accepts: ['BookingChanged', 'BookingCancelled', 'RentalStarted', 'RentalReturned', 'legwork.restart'],
    checkpoint: { phase: 'open', seq: invocation },
    carry: [],
    timeoutSeconds: 2_592_000,
  }),
  'route-event': (invocation) => ({
    Records: [{ messageId: `message-${invocation}`, body: JSON.stringify(busEvent(invocation)) }],
  }),
} satisfies Record<string, (invocation: number) => unknown>;

export type HandlerName = keyof typeof events;
export const handlerNames = Object.keys(events) as HandlerName[];

/** The bundle that the others are held against, which takes any event. */
export const referenceName = 'reference';

/** As Lambda and the stack set it, for all of the handlers alike. */
export const environment: Readonly<Record<string, string>> = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session'.padEnd(400, 'x'),
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'legwork-development-measured',
  // Plain HTTP, which is what is answered in the process.
  AWS_ENDPOINT_URL: 'http://aws.legwork.example',
  POWERTOOLS_SERVICE_NAME: 'measured',
  POWERTOOLS_METRICS_NAMESPACE: 'Legwork',
  POWERTOOLS_LOG_LEVEL: 'INFO',
  WORKFLOWS_TABLE: 'legwork-development-workflows',
  IDEMPOTENCY_TABLE: 'legwork-development-idempotency',
  EVENT_BUS_NAME: 'legwork-development',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead',
  STATE_MACHINE_ARN_PREFIX: 'arn:aws:states:eu-west-1:111122223333:stateMachine:legwork-development-',
  VEHICLES_BASE_URL_PARAMETER: '/legwork-development/vehicles-base-url',
  VEHICLES_API_KEY_SECRET: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:vehicles',
  ROUTES_TRACKER_NAME: 'legs',
  DEPOT: '{"lat":52.5,"lng":13.4}',
  LEGWORK_POLICY: '{}',
};
