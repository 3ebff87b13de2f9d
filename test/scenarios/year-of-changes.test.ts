/**
 * A rental of a year that is prolonged by a day every day. What this would catch: a history that comes near the 25,000
 * events at which Step Functions ends an execution, because a change writes more than it has to or a run never hands over.
 *
 * The days follow one another by a minute: what a change writes does not depend on when it comes, and the 35,000 checks of
 * the car in between write to executions of their own.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureAssembly } from '../../sandbox/assembly.ts';
import { type LegworkSandbox, startLegwork } from '../../sandbox/legwork.ts';
import { readWorkflows, type WorkflowRow } from '../../sandbox/tape/read-workflows.ts';

const days = 366;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const startMs = Date.parse('2026-03-01T09:00:00Z');
const historyLimit = 25_000;
/** After so many waits a run hands over (docs/architecture.md). */
const waitsOfARun = 500;

const instant = (epochMs: number): string => new Date(epochMs).toISOString();
const bookingUntil = (endMs: number) => ({
  id: 'B-1',
  customerId: 'C-1',
  zone: 'Europe/Berlin',
  start: instant(startMs + 60 * minuteMs),
  end: instant(endMs),
  vehicleId: 'V-1',
  deposit: { amountCents: 20_000, currency: 'EUR' },
  paymentMethodId: 'pm_1',
  legs: [
    {
      id: 'L-1',
      kind: 'pickup',
      windowStart: instant(endMs),
      windowEnd: instant(endMs + 60 * minuteMs),
      location: { lat: 52.52, lng: 13.4 },
    },
  ],
});

let legwork: LegworkSandbox;
let rows: readonly WorkflowRow[] = [];

beforeAll(async () => {
  legwork = await startLegwork({
    assemblyDirectory: await ensureAssembly(() => {}),
    clock: { kind: 'skip', startMs },
    seed: 1,
    port: 0,
  });
  const { runtime } = legwork;
  let version = 0;
  const tell = async (atMs: number, detailType: string, fields: object): Promise<void> => {
    version += 1;
    await runtime.runUntil(atMs);
    const envelope = { eventId: `evt-${version}`, occurredAt: instant(atMs), version };
    expect(await legwork.emit(detailType, { ...envelope, ...fields })).toBeNull();
    await runtime.kernel.work.whenIdle();
  };
  await tell(startMs, 'BookingConfirmed', { booking: bookingUntil(startMs + 3 * dayMs) });
  const startedMs = startMs + 60 * minuteMs;
  await tell(startedMs, 'RentalStarted', { bookingId: 'B-1', vehicleId: 'V-1', startedAt: instant(startedMs) });
  for (let day = 1; day <= days; day += 1)
    await tell(startedMs + day * minuteMs, 'BookingChanged', { booking: bookingUntil(startMs + (3 + day) * dayMs) });
  rows = await readWorkflows(legwork);
}, 600_000);
afterAll(() => legwork?.close());

const longestOf = (type: string): number =>
  Math.max(...rows.filter((row) => row.type === type).map(({ historyEvents }) => historyEvents));

it.each(['booking', 'deposit', 'trip-leg', 'rental-watch'])(
  'a year of daily changes leaves the history of a %s far below its limit, and so would any run until it hands over',
  (type) => {
    const longest = longestOf(type);
    console.info(`${type}: ${longest} events, ${(longest / days).toFixed(1)} a change`);
    expect(longest).toBeLessThan(historyLimit / 2);
    expect((longest / days) * waitsOfARun).toBeLessThan(0.75 * historyLimit);
  },
);

it('has the last change in the records of all of them', async () => {
  const { runtime, outputs } = legwork;
  const { Item } = (await runtime.kernel.call({
    service: 'dynamodb',
    operation: 'GetItem',
    input: { TableName: outputs.workflowsTableName, Key: { pk: { S: 'booking#B-1' }, sk: { S: 'state' } } },
    caller: { kind: 'administrator' },
  })) as { Item: unknown };
  expect(JSON.stringify(Item)).toContain(instant(startMs + (3 + days) * dayMs).slice(0, 19));
});
