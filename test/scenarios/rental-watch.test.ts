import type { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleLambdas } from '../../infra/bundle/bundle-lambdas.ts';
import type { ObservedEvent } from '../../local/runtime.ts';
import { ensureAssembly } from '../../sandbox/assembly.ts';
import { startLegwork } from '../../sandbox/legwork.ts';
import { readWorkflows } from '../../sandbox/tape/read-workflows.ts';
import { buildStack, PROJECT_ROOT } from '../infra/synthesize.ts';

const administrator = { kind: 'administrator' } as const;
const ms = (instant: string): number => Date.parse(instant);

/** Legwork with rentals that begin as a test says, and with what was seen of them. */
async function startRentals(assemblyDirectory: string, start: string) {
  const observed: ObservedEvent[] = [];
  const legwork = await startLegwork({
    assemblyDirectory,
    clock: { kind: 'skip', startMs: ms(start) },
    seed: 1,
    port: 0,
    onEvent: (event) => observed.push(event),
  });
  const { runtime } = legwork;
  let events = 0;
  const tell = async (detailType: string, detail: object) => {
    events += 1;
    const occurredAt = new Date(runtime.kernel.clock.nowMs()).toISOString();
    const refused = await legwork.emit(detailType, {
      eventId: `evt-${events}`,
      occurredAt,
      version: events,
      ...detail,
    });
    expect(refused).toBeNull();
    await runtime.kernel.work.whenIdle();
  };
  const scheduler = (operation: string, input: object) =>
    runtime.kernel.call({ service: 'scheduler', operation, input, caller: administrator });
  return {
    legwork,
    observed,
    scheduler,
    async until(instant: string) {
      await runtime.runUntil(ms(instant));
    },
    async rent(id: string, end: string) {
      const start = new Date(runtime.kernel.clock.nowMs()).toISOString();
      const booking = {
        ...{ id, customerId: 'C-1', zone: 'Europe/Berlin', start, end, vehicleId: 'V-1', paymentMethodId: 'pm_1' },
        ...{ deposit: { amountCents: 0, currency: 'EUR' }, legs: [] },
      };
      await tell('BookingConfirmed', { booking });
      await tell('RentalStarted', { bookingId: id, vehicleId: `V-${id}`, startedAt: start });
    },
    async giveBack(id: string) {
      const returnedAt = new Date(runtime.kernel.clock.nowMs()).toISOString();
      await tell('RentalReturned', { bookingId: id, returnedAt });
    },
    /** Instants and kinds of all alerts, `+` for one that began. */
    alerts: () =>
      observed.flatMap((event) => {
        if (event.kind !== 'event-published' || !event.detailType.startsWith('VehicleAlert')) return [];
        const sign = event.detailType === 'VehicleAlert' ? '+' : '-';
        return [`${new Date(event.atMs).toISOString().slice(0, 16)} ${sign}${(event.detail as { kind: string }).kind}`];
      }),
    /** How many checks were started for a rental. */
    checks: (id: string) =>
      observed.filter((event) => event.kind === 'schedule-fired' && event.scheduleName === id).length,
    /** When each repair was counted. */
    repairs: () =>
      observed.flatMap((event) =>
        event.kind === 'lambda-log' && event.line.includes('"WatchRepaired":1') ? [event.atMs] : [],
      ),
    watches: async () => (await readWorkflows(legwork)).filter(({ type }) => type === 'rental-watch'),
    schedules: async () => {
      const { Schedules } = (await scheduler('ListSchedules', { GroupName: groupName })) as {
        Schedules: readonly { readonly Name: string }[];
      };
      return Schedules.map(({ Name }) => Name);
    },
  };
}

type Rentals = Awaited<ReturnType<typeof startRentals>>;
const groupName = 'legwork-development-vehicle-check';

describe('a check', () => {
  let rentals: Rentals;
  beforeAll(async () => {
    rentals = await startRentals(await ensureAssembly(() => {}), '2026-03-01T10:00:00Z');
  });
  afterAll(() => rentals?.legwork.close());
  /** How many checks a Lambda has judged until then. */
  const judgedUntil = async (instant: string): Promise<number> => {
    const judged = () =>
      rentals.observed.filter((event) => event.kind === 'state-entered' && event.stateName === 'JudgeCheck').length;
    const before = judged();
    await rentals.until(instant);
    return judged() - before;
  };

  it('runs no Lambda once it is noted which answers change nothing, and gives its sign of life nonetheless', async () => {
    await rentals.rent('B-1', '2026-03-09T10:00:00Z');
    expect(await judgedUntil('2026-03-01T10:20:00Z')).toBe(1);
    expect(await judgedUntil('2026-03-01T16:20:00Z')).toBe(0);
    expect(rentals.checks('B-1')).toBe(25);
    expect(rentals.repairs()).toEqual([]);
  });

  it('of a car that says something else runs one, which notes what changes nothing from now on', async () => {
    rentals.legwork.change({ vehicles: { 'V-B-1': { fuelPercent: 9 } } });
    expect(await judgedUntil('2026-03-01T16:35:00Z')).toBe(1);
    rentals.legwork.change({ vehicles: { 'V-B-1': { fuelPercent: 3 } } });
    expect(await judgedUntil('2026-03-01T22:35:00Z')).toBe(0);
    rentals.legwork.change({ vehicles: { 'V-B-1': { fuelPercent: 10 } } });
    await rentals.until('2026-03-01T22:50:00Z');
    expect(rentals.alerts()).toEqual(['2026-03-01T16:30 +low-fuel', '2026-03-01T22:45 -low-fuel']);
  });

  it('runs one each time while the checks without the car are counted', async () => {
    rentals.legwork.change({ vehicles: { 'V-B-1': { online: false } } });
    expect(await judgedUntil('2026-03-02T00:50:00Z')).toBe(8);
    expect(rentals.alerts().at(-1)).toBe('2026-03-02T00:45 +offline');
    expect(await judgedUntil('2026-03-02T06:50:00Z')).toBe(0);
  });
});

describe('a watch that has lost its schedule', () => {
  let rentals: Rentals;
  beforeAll(async () => {
    rentals = await startRentals(await ensureAssembly(() => {}), '2026-03-01T10:00:00Z');
  });
  afterAll(() => rentals?.legwork.close());

  it('makes it anew once three checks are missing, and goes on where its grid is', async () => {
    await rentals.rent('B-1', '2026-03-05T10:00:00Z');
    await rentals.until('2026-03-01T11:05:00Z');
    expect(rentals.checks('B-1')).toBe(4);
    await rentals.scheduler('DeleteSchedule', { Name: 'B-1', GroupName: groupName });
    rentals.legwork.change({ vehicles: { 'V-B-1': { fuelPercent: 5 } } });

    await rentals.until('2026-03-01T11:45:00Z');
    expect(rentals.repairs()).toEqual([]);
    await rentals.until('2026-03-01T11:59:00Z');
    expect(rentals.repairs()).toHaveLength(1);
    expect(await rentals.schedules()).toEqual(['B-1']);
    expect(rentals.alerts()).toEqual([]);

    await rentals.until('2026-03-01T12:20:00Z');
    expect(rentals.alerts()).toEqual(['2026-03-01T12:00 +low-fuel']);
    expect(rentals.checks('B-1')).toBe(6);
  });

  it('does not take an outage of the vehicle service for it', async () => {
    rentals.legwork.change({ outages: { vehicles: true } });
    await rentals.until('2026-03-01T18:00:00Z');
    rentals.legwork.change({ outages: { vehicles: false }, vehicles: { 'V-B-1': { fuelPercent: 50 } } });
    await rentals.until('2026-03-01T18:20:00Z');
    expect(rentals.repairs()).toHaveLength(1);
    expect(rentals.alerts()).toEqual(['2026-03-01T12:00 +low-fuel', '2026-03-01T18:00 -low-fuel']);
  });

  it('has none any more after the return', async () => {
    await rentals.giveBack('B-1');
    expect(await rentals.schedules()).toEqual([]);
    expect(await rentals.watches()).toMatchObject([{ id: 'B-1', run: 1, status: 'SUCCEEDED', phase: 'closed' }]);
  });
});

describe('with a check a day, as a policy may say,', () => {
  let rentals: Rentals;
  beforeAll(async () => {
    const settings = { policy: { rentalWatch: { checkEveryMinutes: 24 * 60 } } };
    const stack = buildStack({ bundles: await bundleLambdas(PROJECT_ROOT), settings });
    rentals = await startRentals((stack.node.root as App).synth().directory, '2026-03-01T10:00:00Z');
  }, 60_000);
  afterAll(() => rentals?.legwork.close());

  it('a rental of ninety days leaves the watch as much history as one of an hour', async () => {
    await rentals.rent('hour', '2026-03-01T11:00:00Z');
    await rentals.rent('season', '2026-05-30T10:00:00Z');
    await rentals.until('2026-03-01T11:00:00Z');
    await rentals.giveBack('hour');
    await rentals.until('2026-05-30T10:30:00Z');
    await rentals.giveBack('season');
    expect(rentals.checks('hour')).toBe(0);
    expect(rentals.checks('season')).toBe(90);
    const watches = await rentals.watches();
    const [hour, season] = ['hour', 'season'].map((id) => watches.find((watch) => watch.id === id));
    expect([hour?.status, season?.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(season?.historyEvents).toBe(hour?.historyEvents);
    expect(rentals.repairs()).toEqual([]);
  });

  it('a rental of more than a year is watched by a second run, on the same grid', async () => {
    await rentals.rent('year', '2027-07-01T10:00:00Z');
    await rentals.until('2027-07-01T00:00:00Z');
    rentals.legwork.change({ vehicles: { 'V-year': { insideArea: false } } });
    await rentals.until('2027-07-02T00:00:00Z');
    await rentals.giveBack('year');
    const runs = (await rentals.watches()).filter(({ id }) => id === 'year');
    expect(runs).toMatchObject([
      { run: 1, status: 'SUCCEEDED', phase: 'continued' },
      { run: 2, status: 'SUCCEEDED', phase: 'closed' },
    ]);
    // From 31 May 2026 on, one a day.
    expect(rentals.checks('year')).toBe(397);
    expect(rentals.alerts()).toEqual(['2027-07-01T10:30 +outside-area']);
    expect(rentals.repairs()).toEqual([]);
  });
});
