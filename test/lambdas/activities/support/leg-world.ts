/** The world of the other activities, with trip legs in it: their records, their schedules and routes. */
import { ProviderUnavailable, StorageConflict } from '../../../../lambdas/domain/errors.ts';
import type { LegState } from '../../../../lambdas/domain/trip-leg.ts';
import type { LegRecords } from '../../../../lambdas/gateways/leg-records.ts';
import type { RecurringSchedule, RecurringSchedules } from '../../../../lambdas/gateways/recurring-schedules.ts';
import { bookingWith } from '../../domain/leg-support.ts';
import { createWorld, dependenciesOf } from './world.ts';

export const workflow = { type: 'trip-leg', id: 'L-1', run: 1 };

export function createLegWorld(now: string) {
  const world = createWorld(now);
  const legStates = new Map<string, LegState>();
  const schedules = new Map<string, RecurringSchedule>();
  const written: LegState[] = [];
  const state = {
    ...world,
    written,
    scheduled: schedules,
    minutes: 20,
    out: new Set<'routes' | 'scheduler'>(),
    /** What the routes were asked for. */
    journeys: [] as unknown[],
    /** Called before a record is written. */
    onWrite: (_state: LegState): void => {},
    booking: (leg?: Parameters<typeof bookingWith>[0]) => {
      world.bookingStates.set('B-1', bookingWith(leg));
    },
    setLeg: (leg: LegState) => {
      legStates.set('L-1', leg);
    },
    leg: (): LegState => {
      const leg = legStates.get('L-1');
      if (!leg) throw new Error('there is no leg');
      return leg;
    },
  };
  state.booking();

  const legs: LegRecords = {
    read: async (id) => structuredClone(legStates.get(id)),
    async write(leg) {
      state.onWrite(leg);
      if ((legStates.get(leg.legId)?.revision ?? 0) !== leg.revision) throw new StorageConflict('written by another');
      const stored = structuredClone({ ...leg, revision: leg.revision + 1 });
      legStates.set(leg.legId, stored);
      written.push(stored);
      return structuredClone(stored);
    },
    readSignalPayload: async (_, key) => world.payloads.get(key),
  };
  const recurring: RecurringSchedules = {
    async put(schedule) {
      if (state.out.has('scheduler')) throw new Error('throttled');
      const isKnown = schedules.has(schedule.name);
      schedules.set(schedule.name, schedule);
      return isKnown ? 'updated' : 'created';
    },
    async remove(name) {
      if (state.out.has('scheduler')) throw new Error('throttled');
      schedules.delete(name);
    },
  };
  const known = dependenciesOf(world);
  const dependencies = {
    ...known,
    legs,
    records: {
      read: async (bookingId: string, legId: string) => ({
        booking: await known.bookings.read(bookingId),
        leg: await legs.read(legId),
      }),
    },
    schedules: recurring,
    routes: {
      async minutesTo(journey: unknown) {
        if (state.out.has('routes')) throw new ProviderUnavailable('routes', 'out');
        state.journeys.push(journey);
        return state.minutes;
      },
    },
  };
  return { world: state, dependencies };
}
