import { type PriceName, type PriceTable, priceOf } from './price-table.ts';
import type { Usage } from './usage.ts';

/** One line of the bill. */
export interface Part {
  readonly part: string;
  readonly price: PriceName;
  readonly quantity: number;
  readonly dollars: number;
}

/** What AWS's log of a Standard machine holds: about so many events a transition, of about so many bytes. */
const logEventsPerTransition = 4;
const logBytesPerEvent = 450;
const bytesPerGigabyte = 1_000_000_000;

/** What is used of each service. All of it grows with the flow; what a month costs anyway is left out. */
export type Quantities = Readonly<
  Record<
    | 'standardTransitions'
    | 'expressRequests'
    | 'expressGbSeconds'
    | 'lambdaRequests'
    | 'lambdaGbSeconds'
    | 'dynamoReadUnits'
    | 'dynamoWriteUnits'
    | 'eventsPublished'
    | 'schedulerInvocations'
    | 'sqsRequests'
    | 'lambdaLogBytes'
    | 'traces',
    number
  >
>;

export function quantitiesOf({ meter, flow }: Usage): Quantities {
  const { stateTransitions, lambdaInvocations, routeRequests: _routes, ...rest } = meter;
  const standard = Object.values(flow).filter(({ machineType }) => machineType === 'STANDARD');
  return {
    ...rest,
    standardTransitions: stateTransitions,
    lambdaRequests: lambdaInvocations,
    // As if sampling left none out: one for each execution, and for the handling of each event.
    traces: standard.reduce((sum, { executions }) => sum + executions, 0) + meter.eventsPublished,
  };
}

export function priceParts(quantities: Quantities, prices: PriceTable): Part[] {
  const { lambdaLogBytes, standardTransitions } = quantities;
  const machineLogBytes = standardTransitions * logEventsPerTransition * logBytesPerEvent;
  const line = (part: string, price: PriceName, quantity: number): Part => ({
    part,
    price,
    quantity,
    dollars: priceOf(prices, price, quantity),
  });
  return [
    line('Step Functions, Standard transitions', 'standardTransitions', standardTransitions),
    line('Step Functions, Express requests', 'expressRequests', quantities.expressRequests),
    line('Step Functions, Express GB-seconds', 'expressGbSeconds', quantities.expressGbSeconds),
    line('Lambda, requests', 'lambdaRequests', quantities.lambdaRequests),
    line('Lambda, GB-seconds', 'lambdaGbSeconds', quantities.lambdaGbSeconds),
    line('DynamoDB, reads', 'dynamoReadUnits', quantities.dynamoReadUnits),
    line('DynamoDB, writes', 'dynamoWriteUnits', quantities.dynamoWriteUnits),
    line('EventBridge, events', 'eventsPublished', quantities.eventsPublished),
    line('EventBridge Scheduler, invocations', 'schedulerInvocations', quantities.schedulerInvocations),
    line('SQS, requests', 'sqsRequests', quantities.sqsRequests),
    line('CloudWatch Logs, GB', 'logGigabytes', (lambdaLogBytes + machineLogBytes) / bytesPerGigabyte),
    line('X-Ray, traces', 'traces', quantities.traces),
  ];
}

/** What every design pays alike: what is asked of the outside world, and what is sent there. */
export function priceOutside({ meter }: Usage, prices: PriceTable): Part[] {
  const line = (part: string, price: PriceName & keyof Usage['meter']): Part => ({
    part,
    price,
    quantity: meter[price],
    dollars: priceOf(prices, price, meter[price]),
  });
  return [
    line('Amazon Location, routes', 'routeRequests'),
    line('Amazon Location, positions', 'positionRequests'),
    line('SES, e-mails', 'emailsSent'),
    line('SNS, parts of texts', 'textParts'),
  ];
}

export function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { dollars }) => sum + dollars, 0);
}
