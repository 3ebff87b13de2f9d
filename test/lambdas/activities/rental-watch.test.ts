import { describe, expect, it } from 'vitest';
import { createCheckVehicle } from '../../../lambdas/activities/check-vehicle.ts';
import { createSyncRentalWatch } from '../../../lambdas/activities/sync-rental-watch.ts';
import { cancelled, confirmed, returned, type Step, started } from '../domain/support.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

const startedAt = '2026-03-10T17:00:00Z';
const workflow = { type: 'rental-watch', id: 'B-1', run: 1 };
const well = { ready: true, fuelPercent: 80, online: true, insideArea: true };

/** A rental with its watch's activities; nobody watches it yet. */
function rentalOf(...steps: readonly Step[]) {
  const world = createWorld(startedAt);
  world.live(confirmed(), started(startedAt), ...steps);
  const { recurring, ...dependencies } = dependenciesOf(world);
  const syncing = createSyncRentalWatch(() => ({ ...dependencies, schedules: recurring }), world.platform);
  const checking = createCheckVehicle(() => dependencies, world.platform);
  const sync = (at: string, silentUntil: string | null = null) => {
    world.at(at);
    return world.invoke(syncing, { workflow, at, silentUntil });
  };
  /** @param answer what differs from a car that is well; null: there was no answer in all the time */
  const check = (at: string, answer: object | null, definitionVersion = 'v1') => {
    world.at(at);
    return world.invoke(checking, {
      bookingId: 'B-1',
      at,
      vehicle: answer && { ...well, ...answer },
      definitionVersion,
    });
  };
  const record = () => world.watchStates.get('B-1');
  return { world, dependencies, sync, check, record };
}

/** The same, watched since its start. */
async function watched() {
  const rental = rentalOf();
  await rental.sync(startedAt);
  return rental;
}

describe('beginning to watch', () => {
  it('checks the vehicle of the rental every 15 minutes, 15 minutes after the start was handled', async () => {
    const { world, sync, record } = rentalOf();
    expect(await sync('2026-03-10T17:00:02Z')).toEqual({ action: 'wait', phase: 'watching', heartbeatSeconds: 2_880 });
    expect(world.recurring.get('B-1')).toEqual({
      name: 'B-1',
      subject: 'B-1',
      everyMinutes: 15,
      startAtMs: Date.parse('2026-03-10T17:15:00Z'),
      input: { bookingId: 'B-1', vehicleId: 'V-9' },
    });
    expect(record()).toMatchObject({ vehicleId: 'V-9', startedAt, alerts: [], endedAt: null, revision: 1 });
    expect(world.platform.counted).toEqual({});
  });

  it('does not happen for a rental that is over before anybody watches', async () => {
    const { world, sync, record } = rentalOf(returned('2026-03-10T17:00:00Z'));
    expect(await sync('2026-03-10T17:00:02Z')).toMatchObject({ action: 'close', phase: 'closed' });
    expect(record()).toBeUndefined();
    expect(world.recurring.size).toBe(0);
  });

  it('keeps what is known where it begins anew in another run', async () => {
    const { sync, check, record } = await watched();
    await check('2026-03-10T17:15:00Z', { fuelPercent: 5 });
    await sync('2026-03-10T17:20:00Z');
    expect(record()?.alerts).toEqual(['low-fuel']);
  });
});

describe('silence', () => {
  it('is repaired on the grid, and counted', async () => {
    const { world, sync } = await watched();
    world.recurring.clear();
    await sync('2026-03-10T19:18:03.500Z', '2027-03-05T17:00:00Z');
    expect(world.recurring.get('B-1')).toMatchObject({ startAtMs: Date.parse('2026-03-10T19:30:00Z') });
    expect(world.platform.counted).toEqual({ WatchRepaired: 1 });
    expect(world.platform.lines).toMatchObject([{ level: 'warn', fields: { bookingId: 'B-1', schedule: 'created' } }]);
  });

  it('is none where the wait came to its own end', async () => {
    const { world, sync } = await watched();
    expect(await sync('2027-03-05T17:00:00Z', '2027-03-05T17:00:00Z')).toMatchObject({ action: 'wait' });
    expect(world.platform.counted).toEqual({});
  });

  it('of a rental that is over ends the watch', async () => {
    const { world, sync } = await watched();
    world.live(confirmed(), started(startedAt), returned('2026-03-10T18:00:00Z'));
    expect(await sync('2026-03-10T18:00:00Z', '2027-03-05T17:00:00Z')).toMatchObject({ action: 'close' });
    expect(world.platform.counted).toEqual({});
  });
});

describe('the end of a rental', () => {
  it.each([
    ['return', returned('2026-03-10T17:20:00Z')],
    ['cancellation', cancelled('2026-03-10T17:20:00Z')],
  ])('by %s removes the schedule and tells nothing, whatever holds', async (_, step) => {
    const { world, sync, check, record } = await watched();
    await check('2026-03-10T17:15:00Z', { fuelPercent: 5 });
    world.live(confirmed(), started(startedAt), step);
    expect(await sync('2026-03-10T17:20:00Z')).toMatchObject({ action: 'close', phase: 'closed' });
    expect(await sync('2026-03-10T17:20:09Z')).toMatchObject({ action: 'close' });
    expect(world.recurring.size).toBe(0);
    expect(world.told()).toEqual(['VehicleAlert']);
    expect(record()).toMatchObject({ alerts: ['low-fuel'], endedAt: '2026-03-10T17:20:00Z' });
  });

  it('leaves nothing for a check that comes after it to do', async () => {
    const { world, sync, check } = await watched();
    world.live(confirmed(), started(startedAt), returned('2026-03-10T17:20:00Z'));
    await sync('2026-03-10T17:20:00Z');
    expect(await check('2026-03-10T17:30:00Z', { fuelPercent: 5 })).toEqual({ outcome: 'ended', token: null });
    expect(world.quietNotes.size).toBe(0);
    expect(world.told()).toEqual([]);
  });

  it('refuses a check that read the record before it and writes after it', async () => {
    const { world, dependencies, sync, check } = await watched();
    const { readForCheck } = dependencies.watches;
    dependencies.watches.readForCheck = async (id) => {
      const read = await readForCheck(id);
      world.live(confirmed(), started(startedAt), returned('2026-03-10T17:15:00Z'));
      await sync('2026-03-10T17:15:00Z');
      return read;
    };
    await expect(check('2026-03-10T17:15:00Z', { fuelPercent: 5 })).rejects.toMatchObject({ name: 'StorageConflict' });
    expect(world.told()).toEqual([]);
  });

  it('tells of an alert that was recorded before it and not told', async () => {
    const { world, sync, check } = await watched();
    world.outages.add('bus');
    await expect(check('2026-03-10T17:15:00Z', { fuelPercent: 5 })).rejects.toThrow();
    world.outages.delete('bus');
    world.live(confirmed(), started(startedAt), returned('2026-03-10T17:16:00Z'));
    await sync('2026-03-10T17:16:00Z');
    expect(world.told()).toEqual(['VehicleAlert']);
  });
});

describe('a check', () => {
  it('tells of what begins and ends, with booking, vehicle and kind', async () => {
    const { world, check } = await watched();
    expect(await check('2026-03-10T17:15:00Z', { fuelPercent: 5 })).toEqual({ outcome: 'recorded', token: 'token-1' });
    expect(await check('2026-03-10T17:30:00Z', {})).toEqual({ outcome: 'recorded', token: 'token-1' });
    const ids = { bookingId: 'B-1', vehicleId: 'V-9', kind: 'low-fuel' };
    expect(world.emitted).toMatchObject([
      { detailType: 'VehicleAlert', detail: { ...ids, occurredAt: '2026-03-10T17:15:00Z' } },
      { detailType: 'VehicleAlertCleared', detail: { ...ids, occurredAt: '2026-03-10T17:30:00Z' } },
    ]);
    expect(world.platform.counted).toMatchObject({ VehicleAlert: 1, VehicleAlertCleared: 1 });
  });

  it('writes nothing where nothing has changed, and says whom its sign of life is for', async () => {
    const { dependencies, check } = await watched();
    dependencies.watches.write = async () => {
      throw new Error('nothing is to be written');
    };
    expect(await check('2026-03-10T17:15:00Z', {})).toEqual({ outcome: 'unchanged', token: 'token-1' });
  });

  it('without an answer changes nothing, is counted, and is a sign of life', async () => {
    const { world, check, record } = await watched();
    const before = record();
    expect(await check('2026-03-10T17:15:00Z', null)).toEqual({ outcome: 'unanswered', token: 'token-1' });
    expect(record()).toEqual(before);
    expect(world.platform.counted).toEqual({ VehicleCheckUnanswered: 1 });
  });

  it.each([{ fuelPercent: '80' }, { fuelPercent: 101 }, { online: null }, { ready: undefined }])(
    'whose answer is not whole (%j) has none',
    async (answer) => {
      const { check } = await watched();
      expect(await check('2026-03-10T17:15:00Z', answer)).toMatchObject({ outcome: 'unanswered' });
    },
  );

  it('notes which answers need not be judged, for the revision that it leaves', async () => {
    const { world, check, record } = await watched();
    await check('2026-03-10T17:15:00Z', {});
    const note = {
      by: 'v1',
      token: 'token-1',
      online: true,
      insideArea: true,
      isFuelLow: false,
      lowFuelPercent: 10,
    };
    expect(world.quietNotes.get('B-1')).toEqual({ ...note, revision: record()?.revision });
    await check('2026-03-10T17:30:00Z', { fuelPercent: 5 });
    expect(world.quietNotes.get('B-1')).toEqual({ ...note, isFuelLow: true, revision: record()?.revision });
  });

  it('notes it once, and again by another definition or for another wait', async () => {
    const { world, check } = await watched();
    await check('2026-03-10T17:15:00Z', {});
    world.quietNotes.set = () => {
      throw new Error('nothing is to be noted');
    };
    await check('2026-03-10T17:30:00Z', {});
    await expect(check('2026-03-10T17:45:00Z', {}, 'v2')).rejects.toThrow();
    world.watchToken = 'token-2';
    await expect(check('2026-03-10T17:45:00Z', {})).rejects.toThrow();
  });

  it('notes nothing while checks without the car are counted', async () => {
    const { world, check } = await watched();
    await check('2026-03-10T17:15:00Z', { online: false });
    expect(world.quietNotes.size).toBe(0);
  });

  it('tells once, although it crashed between the record and the event', async () => {
    const { world, check, record } = await watched();
    world.outages.add('bus');
    await expect(check('2026-03-10T17:15:00Z', { fuelPercent: 5 })).rejects.toThrow();
    world.outages.delete('bus');
    await check('2026-03-10T17:15:00Z', { fuelPercent: 5 });
    await check('2026-03-10T17:15:00Z', { fuelPercent: 5 });
    expect(world.told()).toEqual(['VehicleAlert']);
    expect(record()?.unannounced).toEqual([]);
  });

  it('tells once, although it crashed between the event and the record that it was told', async () => {
    const { world, dependencies, check } = await watched();
    const { write } = dependencies.watches;
    let writes = 0;
    dependencies.watches.write = async (state) => {
      writes += 1;
      if (writes === 2) throw new Error('power cut');
      return write(state);
    };
    await expect(check('2026-03-10T17:15:00Z', { fuelPercent: 5 })).rejects.toThrow();
    await check('2026-03-10T17:30:00Z', { fuelPercent: 5 });
    expect(world.told()).toEqual(['VehicleAlert']);
  });

  it('leaves to the next one what it could not tell', async () => {
    const { world, check } = await watched();
    world.outages.add('bus');
    await expect(check('2026-03-10T17:15:00Z', { fuelPercent: 5 })).rejects.toThrow();
    world.outages.delete('bus');
    await check('2026-03-10T17:30:00Z', {});
    expect(world.told()).toEqual(['VehicleAlert', 'VehicleAlertCleared']);
  });

  it('needs nobody who waits just now', async () => {
    const { world, check } = await watched();
    world.watchToken = null;
    expect(await check('2026-03-10T17:15:00Z', {})).toEqual({ outcome: 'unchanged', token: null });
    expect(world.quietNotes.size).toBe(0);
  });

  it('of a rental that was never watched does nothing', async () => {
    const { check } = rentalOf();
    expect(await check('2026-03-10T17:15:00Z', { fuelPercent: 5 })).toEqual({ outcome: 'ended', token: null });
  });
});
