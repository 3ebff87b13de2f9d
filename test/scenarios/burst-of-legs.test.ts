// Two hundred legs with one window (change the figures for more): all are assessed at the same instants, by functions that may run once at a time.
import type { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleLambdas } from '../../infra/bundle/bundle-lambdas.ts';
import type { ObservedEvent } from '../../local/runtime.ts';
import { type LegworkSandbox, startLegwork } from '../../sandbox/legwork.ts';
import { buildStack, PROJECT_ROOT } from '../infra/synthesize.ts';

const ms = (instant: string): number => Date.parse(instant);
const [bookings, legsEach] = [2, 100];
const driverDue = '2026-07-02T07:00:00Z';

describe('a burst of legs', () => {
  let legwork: LegworkSandbox;
  const observed: ObservedEvent[] = [];
  const emittedOf = (detailType: string) =>
    observed.flatMap((event) => (event.kind === 'event-published' && event.detailType === detailType ? [event] : []));
  let events = 0;
  const confirm = (id: string, start: string, legs: readonly object[]) => {
    events += 1;
    const occurredAt = new Date(legwork.runtime.kernel.clock.nowMs()).toISOString();
    const booking = {
      ...{ id, customerId: 'C-1', zone: 'Europe/Berlin', start, end: '2027-01-05T10:00:00Z', vehicleId: 'V-1' },
      ...{ paymentMethodId: 'pm_1', deposit: { amountCents: 20_000, currency: 'EUR' }, legs },
    };
    return legwork.emit('BookingConfirmed', { eventId: `evt-${events}`, occurredAt, version: 1, booking });
  };

  beforeAll(async () => {
    const concurrency = { 'read-travel-time': 1, 'assess-leg': 1 };
    const stack = buildStack({ bundles: await bundleLambdas(PROJECT_ROOT), settings: { concurrency } });
    legwork = await startLegwork({
      assemblyDirectory: (stack.node.root as App).synth().directory,
      clock: { kind: 'skip', startMs: ms('2026-07-02T06:50:00Z') },
      seed: 1,
      port: 0,
      onEvent: (event) => observed.push(event),
    });
    for (let n = 0; n < bookings; n += 1) {
      const legs = Array.from({ length: legsEach }, (_, index) => ({
        ...{ id: `L-${n}-${index}`, kind: 'pickup', location: { lat: 51.5, lng: -0.1 } },
        ...{ windowStart: '2026-07-02T09:00:00Z', windowEnd: '2026-07-02T10:00:00Z' },
      }));
      expect(await confirm(`B-${n}`, '2027-01-01T10:00:00Z', legs)).toBeNull();
    }
    await legwork.runtime.runUntil(ms(driverDue));
    await confirm('B-beside', '2026-07-03T10:00:00Z', []);
    await legwork.runtime.runThrough(ms(driverDue) + 120_000);
  }, 300_000);
  afterAll(() => legwork?.close());

  it('assesses every one of them within a minute of its instant, once', () => {
    const changes = emittedOf('TripLegRiskChanged');
    const legIds = new Set(changes.map(({ detail }) => (detail as { legId: string }).legId));
    expect(changes).toHaveLength(bookings * legsEach);
    expect(legIds.size).toBe(bookings * legsEach);
    const delaysMs = changes.map(({ atMs }) => atMs - ms(driverDue));
    expect(Math.min(...delaysMs)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delaysMs)).toBeLessThanOrEqual(60_000);
  });

  it('is held back by throttles, and loses nothing by them', () => {
    const delayed = emittedOf('TripLegRiskChanged').filter(({ atMs }) => atMs > ms(driverDue));
    expect(delayed.length).toBeGreaterThan(0);
    expect(observed.filter((event) => event.kind === 'execution-ended' && event.status !== 'SUCCEEDED')).toEqual([]);
    expect(observed.filter((event) => event.kind === 'message-dead-lettered')).toEqual([]);
  });

  it('starves nothing beside it: a deposit of the same instant is charged at once', () => {
    const charged = emittedOf('DepositCharged').map(({ atMs, detail }) => ({ atMs, detail }));
    expect(charged).toMatchObject([{ atMs: ms(driverDue), detail: { bookingId: 'B-beside' } }]);
  });
});
