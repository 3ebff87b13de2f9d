import { describe, expect, it } from 'vitest';
import { createAnnounceLegClosed } from '../../../lambdas/activities/announce-leg-closed.ts';
import { createAssessLeg } from '../../../lambdas/activities/assess-leg.ts';
import { createReadTravelTime } from '../../../lambdas/activities/read-travel-time.ts';
import { assigned, course, event, type Occasion, started } from '../domain/leg-support.ts';
import { createLegWorld, workflow } from './support/leg-world.ts';

const at = '2026-07-02T07:00:00Z';
const leg = { legId: 'L-1', bookingId: 'B-1' };
const vehicle = { vehicleId: 'V-9', isReady: true };

function assessing(now = at, ...occasions: readonly Occasion[]) {
  const { world, dependencies } = createLegWorld(now);
  world.setLeg({ ...course(started('2026-06-20T00:00:00Z'), ...occasions).leg, revision: 1 });
  const handler = createAssessLeg(() => dependencies, world.platform);
  const request = { ...leg, at, gridOf: '2026-07-02T09:00:00Z', minutes: 20, vehicle };
  return {
    world,
    dependencies,
    assess: (changes: object = {}) => world.invoke(handler, { ...request, ...changes }),
    close: () =>
      world.invoke(
        createAnnounceLegClosed(() => dependencies, world.platform),
        { workflow },
      ),
    risks: () =>
      world.emitted.map(({ detailType, detail }) =>
        [detailType, detail.from, detail.to, detail.outcome, ...((detail.reasons as string[] | undefined) ?? [])]
          .filter((part) => part !== undefined)
          .join(' '),
      ),
  };
}

describe('an assessment', () => {
  it('tells of a change of level, once it is in the record', async () => {
    const { world, assess, risks } = assessing();
    expect(await assess()).toEqual({ level: 'at-risk' });
    expect(risks()).toEqual(['TripLegRiskChanged on-track at-risk no-driver']);
    expect(world.emitted[0]?.detail).toMatchObject({ bookingId: 'B-1', legId: 'L-1' });
    expect(world.written.map(({ level, untold }) => ({ level, isTold: untold === null }))).toEqual([
      { level: 'at-risk', isTold: false },
      { level: 'at-risk', isTold: true },
    ]);
  });

  it('repeated tells nothing more', async () => {
    const { assess, risks } = assessing();
    await assess();
    expect(await assess()).toEqual({ level: 'at-risk' });
    expect(risks()).toHaveLength(1);
  });

  it('that is quiet writes nothing and tells nobody', async () => {
    const { world, assess } = assessing(at, assigned('2026-06-20T00:00:00Z'));
    await assess();
    const before = world.written.length;
    await assess({ at: '2026-07-02T07:15:00Z' });
    expect(world.written.length).toBe(before);
    expect(world.emitted).toEqual([]);
  });

  it('that died between its record and its event is made good by the next one, under the same id', async () => {
    const { world, assess, risks } = assessing();
    world.outages.add('bus');
    await expect(assess()).rejects.toThrow('Error in assess-leg');
    expect(world.leg()).toMatchObject({ level: 'at-risk', changes: 1 });
    world.outages.clear();
    world.at('2026-07-02T07:15:00Z');
    await assess({ at: '2026-07-02T07:15:00Z' });
    expect(risks()).toEqual(['TripLegRiskChanged on-track at-risk no-driver']);
    expect(world.leg().untold).toBeNull();
  });

  it('whose record was written by another in between is repeated, and tells once', async () => {
    const { world, assess, risks } = assessing();
    let writes = 0;
    world.onWrite = () => {
      writes += 1;
      // A signal is applied between the event and the note that it was told.
      if (writes === 2) world.setLeg({ ...world.leg(), revision: world.leg().revision + 1 });
    };
    await expect(assess()).rejects.toMatchObject({ name: 'StorageConflict' });
    await assess();
    expect(risks()).toHaveLength(1);
    expect(world.leg().untold).toBeNull();
  });

  it('of a leg that has ended, or that nobody knows, does nothing', async () => {
    const { world, assess } = assessing(at, event('TripLegCompleted', at));
    expect(await assess()).toEqual({ level: null });
    expect(await assess({ legId: 'L-2' })).toEqual({ level: null });
    expect(world.written).toEqual([]);
  });

  it('goes by what was last known where an input could not be had, and counts that', async () => {
    const { world, assess, risks } = assessing(at, assigned('2026-06-20T00:00:00Z'));
    await assess({ minutes: 170, vehicle: { ...vehicle, isReady: false } });
    expect(risks()).toEqual(['TripLegRiskChanged on-track at-risk travel-time vehicle-not-ready']);
    world.at('2026-07-02T07:15:00Z');
    await assess({ at: '2026-07-02T07:15:00Z', minutes: null, vehicle: null });
    expect(risks().at(-1)).toBe('TripLegRiskChanged at-risk late travel-time');
    expect(world.platform.counted).toMatchObject({ TravelTimeUnknown: 1, VehicleReadinessUnknown: 1 });
  });

  it('leaves a leg alone that was removed from its booking a moment ago', async () => {
    const { world, assess } = assessing();
    world.booking(null);
    await assess({ minutes: null, vehicle: null });
    await assess();
    expect(world.emitted).toEqual([]);
  });

  it('of another vehicle than the booking names by now goes by what was last known of that one', async () => {
    const { world, assess, risks } = assessing(at, assigned('2026-06-20T00:00:00Z'));
    await assess({ vehicle: { vehicleId: 'V-2', isReady: false } });
    expect(risks()).toEqual([]);
    expect(world.leg().known.readiness).toEqual({});
  });
});

describe('the travel time of an assessment', () => {
  const reading = (...occasions: readonly Occasion[]) => {
    const { world, dependencies, assess } = assessing(at, ...occasions);
    const request = { ...leg, at, gridOf: '2026-07-02T09:00:00Z' };
    const handler = createReadTravelTime(() => dependencies, world.platform);
    return { world, assess, read: (changes: object = {}) => world.invoke(handler, { ...request, ...changes }) };
  };
  const early = '2026-06-20T00:00:00Z';

  it('is that to the place that the booking names now', async () => {
    const { world, read } = reading();
    world.minutes = 35;
    world.booking({ location: { lat: 1, lng: 2 } });
    expect(await read()).toEqual({ minutes: 35, isNews: true, revision: 1 });
    expect(world.journeys).toEqual([{ legId: 'L-1', destination: { lat: 1, lng: 2 } }]);
  });

  it('is no news once it is known, and nothing else has come of the time', async () => {
    const { assess, read } = reading(assigned(early));
    await assess();
    expect(await read()).toMatchObject({ minutes: 20, isNews: false });
  });

  it('is news where the time alone changes the level', async () => {
    const { world, assess, read } = reading(assigned(early));
    await assess();
    world.at('2026-07-02T10:05:00Z');
    expect(await read({ at: '2026-07-02T10:05:00Z' })).toMatchObject({ isNews: true });
  });

  it('is news where a change of level is still to be told, and where an event asked for the assessment', async () => {
    const { world, assess, read } = reading(assigned(early));
    await assess();
    expect(await read({ gridOf: null })).toMatchObject({ isNews: true });
    world.setLeg({ ...world.leg(), untold: { from: 'on-track', to: 'late', reasons: ['travel-time'] } });
    expect(await read()).toMatchObject({ isNews: true });
  });

  it('is not asked for of a leg that is gone or has ended', async () => {
    const { world, read } = reading();
    const nothing = { minutes: null, isNews: false, revision: null };
    world.booking(null);
    expect(await read()).toEqual(nothing);
    world.booking();
    world.setLeg({ ...world.leg(), outcome: 'completed' });
    expect(await read()).toEqual(nothing);
    expect(world.journeys).toEqual([]);
  });

  it('fails where the provider does, for the state machine to retry', async () => {
    const { world, read } = reading();
    world.out.add('routes');
    await expect(read()).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  });
});

describe('the end of a leg', () => {
  it('is told once, with its outcome', async () => {
    const { close, risks } = assessing(at, event('TripLegCompleted', at));
    await close();
    await close();
    expect(risks()).toEqual(['TripLegClosed completed']);
  });

  it('is told after a change of level that its assessment could not tell any more', async () => {
    const { world, assess, close, risks } = assessing();
    world.outages.add('bus');
    await expect(assess()).rejects.toThrow('Error in assess-leg');
    world.outages.clear();
    world.setLeg({ ...world.leg(), outcome: 'cancelled' });
    await close();
    expect(risks()).toEqual(['TripLegRiskChanged on-track at-risk no-driver', 'TripLegClosed cancelled']);
  });

  it('is not told of a leg that has not ended', async () => {
    await expect(assessing().close()).rejects.toThrow('Error in announce-leg-closed');
  });
});
