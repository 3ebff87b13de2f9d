// A deployment over open workflows of every type, each of which then ends as its own definition has it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeVersion } from './support/versioned-assembly.ts';
import {
  booking,
  dayMs,
  machineArn,
  startMs,
  startVersionedLegwork,
  type VersionedLegwork,
} from './support/versioned-legwork.ts';

const changedTypes = ['booking', 'deposit', 'trip-leg', 'rental-watch', 'subscription'];
const renameAwait = (text: string): string => text.replaceAll('"Await"', '"AwaitNews"');

describe('version 2 of the definitions, deployed over open executions of version 1', () => {
  let legwork: VersionedLegwork;

  const subscribe = (id: string) =>
    legwork.tell('SubscriptionActivated', {
      subscription: {
        id,
        customerId: 'C-1',
        zone: 'Europe/Berlin',
        // Its second cycle begins on the third of March.
        startsAt: '2026-02-03T09:00:00Z',
        plan: { id: 'compact', priceCents: 10_000, currency: 'EUR' },
        paymentMethodId: 'pm_1',
      },
    });
  const rent = (bookingId: string) => {
    const startedAt = new Date(legwork.nowMs()).toISOString();
    return legwork.tell('RentalStarted', { bookingId, vehicleId: 'V-1', startedAt });
  };
  const giveBack = async (bookingId: string): Promise<void> => {
    await legwork.tell('RentalReturned', { bookingId, returnedAt: new Date(legwork.nowMs()).toISOString() });
    await legwork.tell('ChargesAssessed', { bookingId, amountCents: 0, reason: 'nothing' });
  };
  const versionsOf = async (type: string): Promise<readonly number[]> => {
    const { stateMachineVersions } = await legwork.call<{
      stateMachineVersions: ReadonlyArray<{ readonly stateMachineVersionArn: string }>;
    }>('states', 'ListStateMachineVersions', { stateMachineArn: machineArn(type) });
    return stateMachineVersions.map(({ stateMachineVersionArn }) => Number(stateMachineVersionArn.split(':').at(-1)));
  };

  beforeAll(async () => {
    legwork = await startVersionedLegwork(await synthesizeVersion());
    await legwork.tell('BookingConfirmed', { booking: booking('B-0', startMs, { legs: [] }) });
    await rent('B-0');
    await legwork.tell('BookingConfirmed', { booking: booking('B-1', startMs) });
    await subscribe('S-1');
    await legwork.until(startMs + dayMs);

    await legwork.deploy(
      await synthesizeVersion({ definitions: Object.fromEntries(changedTypes.map((type) => [type, renameAwait])) }),
    );
    await legwork.tell('BookingConfirmed', { booking: booking('B-2', startMs) });
    await subscribe('S-2');
  }, 240_000);
  afterAll(() => legwork?.close());

  it('leaves what is open where it began, and begins what is new on version 2', async () => {
    for (const name of [
      'booking-B-0',
      'rental-watch-B-0',
      'booking-B-1',
      'deposit-B-1',
      'trip-leg-L-B-1',
      'subscription-S-1',
    ])
      expect(await legwork.describe(`${name}-r1`), name).toEqual({ status: 'RUNNING', version: 1 });
    for (const name of ['booking-B-2', 'deposit-B-2', 'trip-leg-L-B-2', 'subscription-S-2'])
      expect(await legwork.describe(`${name}-r1`), name).toEqual({ status: 'RUNNING', version: 2 });
  });

  it('keeps both versions when what nothing needs is pruned', async () => {
    expect(await legwork.prune()).toMatchObject({ exitCode: 0, out: expect.stringContaining(' 0 deleted') });
    for (const type of changedTypes) expect(await versionsOf(type)).toEqual([2, 1]);
  });

  it('lets a run that continues as new go on with version 2', async () => {
    await legwork.until(startMs + 3 * dayMs);
    expect(await legwork.describe('subscription-S-1-r1')).toEqual({ status: 'SUCCEEDED', version: 1 });
    expect(await legwork.describe('subscription-S-1-r2')).toEqual({ status: 'RUNNING', version: 2 });
  });

  it('ends every workflow, each by its own definition', async () => {
    await giveBack('B-0');
    await legwork.until(startMs + 9 * dayMs);
    for (const id of ['B-1', 'B-2']) await rent(id);
    await legwork.until(startMs + 11 * dayMs);
    for (const id of ['B-1', 'B-2']) await giveBack(id);
    await legwork.until(startMs + 13 * dayMs);

    for (const name of ['booking-B-0', 'rental-watch-B-0', 'booking-B-1', 'deposit-B-1', 'trip-leg-L-B-1']) {
      expect(await legwork.describe(`${name}-r1`), name).toEqual({ status: 'SUCCEEDED', version: 1 });
      expect((await legwork.trace(`${name}-r1`)).states, name).toContain('Await');
      expect((await legwork.trace(`${name}-r1`)).states, name).not.toContain('AwaitNews');
    }
    // The watch over B-1 began with its rental, after the deployment.
    for (const name of ['booking-B-2', 'deposit-B-2', 'trip-leg-L-B-2', 'rental-watch-B-1', 'rental-watch-B-2']) {
      expect(await legwork.describe(`${name}-r1`), name).toEqual({ status: 'SUCCEEDED', version: 2 });
      expect((await legwork.trace(`${name}-r1`)).states, name).toContain('AwaitNews');
      expect((await legwork.trace(`${name}-r1`)).states, name).not.toContain('Await');
    }
  });

  it('is alone when the last execution of version 1 has ended and what nothing needs is pruned', async () => {
    expect(await legwork.prune()).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining(` ${changedTypes.length} deleted`),
    });
    for (const type of changedTypes) expect(await versionsOf(type)).toEqual([2]);
  });
});
