/** Looks regularly for workflows that are overdue, brings on what can be brought on, and counts and names what cannot. */
import * as z from 'zod';
import { type WorkflowKey, type WorkflowType, workflowTypes } from '../domain/workflow-types.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectProtocol } from './protocol/connect.ts';
import type { Protocol, ProtocolClients } from './protocol/protocol.ts';
import { listOverdue, type SweepFinding, sweepWorkflow } from './protocol/sweep.ts';

/** Metrics that count what is stale, by type. */
export const staleMetrics: Readonly<Record<WorkflowType, string>> = {
  booking: 'StaleBooking',
  deposit: 'StaleDeposit',
  'trip-leg': 'StaleTripLeg',
  'rental-watch': 'StaleRentalWatch',
  subscription: 'StaleSubscription',
};

/** Workflows that one sweep looks at; more are only counted. As many as `DescribeExecution` takes at once in any Region. */
const mostInspected = 250;
/** Workflows that one sweep counts. */
const mostCounted = 5_000;
/** What is left of the invocation when a sweep inspects no further. Unit: milliseconds. */
const reservedMs = 20_000;

const schema = z.object({});

interface Summary {
  readonly inspected: number;
  readonly stale: number;
  readonly broughtOn: number;
}

export const createSweepWorkflows = (connect: () => ProtocolClients, platform?: Platform) =>
  createHandler({
    name: 'sweep-workflows',
    schema,
    connect,
    platform,
    run: (_, context, clients) => sweep({ ...clients, nowMs: context.nowMs }, context),
  });

async function sweep(protocol: Protocol, context: HandlerContext): Promise<Summary> {
  const stale = new Map<WorkflowType, number>(workflowTypes.map((type) => [type, 0]));
  let [inspected, counted, broughtOn] = [0, 0, 0];
  for await (const key of listOverdue(protocol, { oldestFirst: Math.floor(context.nowMs() / 3_600_000) % 2 === 0 })) {
    counted += 1;
    if (counted > mostCounted) break;
    const isInspected = inspected < mostInspected && context.remainingTimeMs() > reservedMs;
    if (isInspected) inspected += 1;
    const finding = isInspected ? await sweepSafely(protocol, key, context) : undefined;
    if (finding !== undefined) tell(key, finding, context);
    if (finding?.kind === 'current') continue;
    if (finding === undefined || finding.kind === 'stale') stale.set(key.type, (stale.get(key.type) ?? 0) + 1);
    else broughtOn += 1;
  }
  for (const [type, count] of stale) context.metrics.count(staleMetrics[type], count);
  context.metrics.count('WorkflowBroughtOn', broughtOn);
  context.metrics.count('SweepCompleted');
  if (inspected < counted) context.logger.warn('More is overdue than one sweep looks at', { inspected, counted });
  return { inspected, stale: [...stale.values()].reduce((sum, count) => sum + count, 0), broughtOn };
}

/** One workflow that cannot be looked at must not hide the others. It is counted as stale. */
async function sweepSafely(
  protocol: Protocol,
  key: WorkflowKey,
  { logger }: HandlerContext,
): Promise<SweepFinding | undefined> {
  try {
    return await sweepWorkflow(protocol, key);
  } catch (error) {
    const errorName = error instanceof Error ? error.name : typeof error;
    logger.error('An overdue workflow could not be looked at', { ...idsOf(key), errorName });
    return undefined;
  }
}

function tell(key: WorkflowKey, finding: SweepFinding, { logger }: HandlerContext): void {
  if (finding.kind === 'current') return;
  const { run, status, phase, expectedBy } = finding.instance;
  const fields = { ...idsOf(key), run, status, phase, expectedBy };
  switch (finding.kind) {
    case 'stale':
      logger.warn('A workflow is stale', { ...fields, why: finding.why });
      break;
    case 'replaced':
      logger.warn('A workflow was given to a new run', { ...fields, why: finding.why, newRun: finding.run });
      break;
    case 'started':
      logger.warn('A run that nobody had started was started', fields);
      break;
    case 'delivered':
      logger.warn('A signal that lay there was delivered', fields);
  }
}

const idsOf = ({ type, id }: WorkflowKey) => ({ workflowType: type, workflowId: id });

export const handler = createSweepWorkflows(() => connectProtocol(process.env));
