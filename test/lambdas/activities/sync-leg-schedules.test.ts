import { describe, expect, it } from 'vitest';
import { createSyncLegSchedules } from '../../../lambdas/activities/sync-leg-schedules.ts';
import { bookingWith, course, event, type Occasion, started } from '../domain/leg-support.ts';
import { createLegWorld, workflow } from './support/leg-world.ts';

const early = '2026-06-20T00:00:00Z';

function syncOf(now: string, ...occasions: readonly Occasion[]) {
  const { world, dependencies } = createLegWorld(now);
  const handler = createSyncLegSchedules(() => dependencies, world.platform);
  const become = (...later: readonly Occasion[]) => {
    const { revision = 0, schedules } = world.written.at(-1) ?? {};
    const { leg } = course(...later);
    const segments = [...new Set([...(schedules?.segments ?? []), ...leg.schedules.segments])];
    world.setLeg({ ...leg, revision, schedules: { ...leg.schedules, segments, isSynced: false } });
  };
  become(...occasions);
  const plan = () =>
    [...world.scheduled.values()].map(({ name, everyMinutes, startAtMs, lastAtMs = 0 }) =>
      [name, everyMinutes, ...[startAtMs, lastAtMs].map((ms) => new Date(ms).toISOString().slice(5, 16))].join(' '),
    );
  return { world, become, plan, sync: () => world.invoke(handler, { workflow }) };
}

describe('the schedules of a leg', () => {
  it('are three, each from its first instant to its last', async () => {
    const { world, sync, plan } = syncOf(early, started(early));
    expect(await sync()).toEqual({ assessAt: null });
    expect(plan()).toEqual([
      'L-1_far 60 07-01T09:00 07-02T02:00',
      'L-1_near 15 07-02T03:00 07-02T07:45',
      'L-1_close 5 07-02T08:00 07-02T15:55',
    ]);
    expect(world.leg().schedules).toMatchObject({ segments: ['far', 'near', 'close'], isSynced: true });
    expect(world.scheduled.get('L-1_far')).toMatchObject({
      subject: 'L-1',
      input: { legId: 'L-1', bookingId: 'B-1', gridOf: '2026-07-02T09:00:00Z' },
    });
  });

  it('begin with the next instant of the grid where the leg begins late', async () => {
    const at = '2026-07-02T05:20:00Z';
    const { sync, plan } = syncOf(at, started(at));
    await sync();
    expect(plan()).toEqual(['L-1_near 15 07-02T05:30 07-02T07:45', 'L-1_close 5 07-02T08:00 07-02T15:55']);
  });

  it('are none for an instant that is nearly there: it is asked for instead', async () => {
    const at = '2026-07-02T08:29:55Z';
    const { world, sync, plan } = syncOf(at, started(at));
    expect(await sync()).toEqual({ assessAt: '2026-07-02T08:30:00Z' });
    expect(plan()).toEqual(['L-1_close 5 07-02T08:35 07-02T15:55']);
    expect(world.leg().askedAt).toBe('2026-07-02T08:30:00Z');
  });

  it('that were made late leave the last instant that was missed to be asked for', async () => {
    const { sync, plan } = syncOf('2026-07-02T08:21:00Z', started('2026-07-02T08:04:00Z'));
    expect(await sync()).toEqual({ assessAt: '2026-07-02T08:20:00Z' });
    expect(plan()).toEqual(['L-1_close 5 07-02T08:25 07-02T15:55']);
  });

  it('do not ask for an instant at which the event that planned them was assessed itself', async () => {
    const at = '2026-07-02T08:20:00Z';
    expect(await syncOf(at, started(at)).sync()).toEqual({ assessAt: null });
  });

  it('move with the window, under their names, and lose what has no instant left', async () => {
    const { world, become, sync, plan } = syncOf(early, started(early));
    await sync();
    const sooner = bookingWith({ windowStart: '2026-06-21T03:00:00Z', windowEnd: '2026-06-21T04:00:00Z' });
    const at = '2026-06-20T22:00:00Z';
    become(started(early), started(at, sooner));
    world.at(at);
    await sync();
    expect(plan()).toEqual(['L-1_near 15 06-20T22:15 06-21T01:45', 'L-1_close 5 06-21T02:00 06-21T09:55']);
  });

  it('are all removed when the leg has ended', async () => {
    const { world, become, sync } = syncOf(early, started(early));
    await sync();
    become(started(early), event('TripLegCompleted', early));
    expect(await sync()).toEqual({ assessAt: null });
    expect(world.scheduled.size).toBe(0);
    expect(world.leg().schedules).toMatchObject({ segments: [], isSynced: true });
  });

  it('are known to the record before the Scheduler hears of them: a crash leaves none behind', async () => {
    const { world, become, sync } = syncOf(early, started(early));
    world.onWrite = () => {
      throw new Error('power cut');
    };
    await expect(sync()).rejects.toThrow('Error in sync-leg-schedules');
    expect(world.scheduled.size).toBe(3);
    world.onWrite = () => {};
    become(started(early), event('TripLegCancelled', early));
    // What the record said before the crash.
    world.setLeg({ ...world.leg(), schedules: { ...world.leg().schedules, segments: ['far', 'near', 'close'] } });
    await sync();
    expect(world.scheduled.size).toBe(0);
  });

  it('stay out of sync while the Scheduler refuses', async () => {
    const { world, sync } = syncOf(early, started(early));
    world.out.add('scheduler');
    await expect(sync()).rejects.toThrow('Error in sync-leg-schedules');
    expect(world.leg().schedules.isSynced).toBe(false);
  });
});
