import { describe, expect, it } from 'vitest';
import { InvalidTape, parseTape } from '../../../sandbox/tape/parse-tape.ts';

const confirmed = { at: '2026-03-01T09:00:00Z', event: { detailType: 'BookingConfirmed', detail: { any: 'thing' } } };
const frame = { name: 'quiet', start: '2026-03-01T00:00:00Z', until: '2026-03-20T00:00:00Z', steps: [confirmed] };

const parse = (changes: Record<string, unknown>) => parseTape(JSON.stringify({ ...frame, ...changes }));
const parseStep = (...steps: unknown[]) => parse({ steps });
const stepWith = (changes: Record<string, unknown>) => ({ ...confirmed, ...changes });
const worldStep = (world: unknown) => ({ at: '2026-03-01T09:00:00Z', world });

describe('a valid tape', () => {
  it('is read with its steps in order, each of its kind', () => {
    const world = {
      cards: { pm_1: 'declines', pm_2: 'ok' },
      routes: { 'L-1': { minutes: 35 } },
      vehicles: { 'V-9': { ready: false, fuelPercent: 8.5, online: false, insideArea: true } },
      outages: { payments: true, routes: false, vehicles: true, notifications: false, bookings: true },
    };
    const tape = parseStep(
      confirmed,
      { ...confirmed, times: 3 },
      { at: '2026-03-01T09:00:00.250Z', world },
      { at: '2026-03-20T00:00:00Z', kill: true },
    );
    expect(tape).toEqual({
      name: 'quiet',
      startMs: 1_772_323_200_000,
      untilMs: 1_773_964_800_000,
      steps: [
        { kind: 'event', atMs: 1_772_355_600_000, detailType: 'BookingConfirmed', detail: { any: 'thing' }, times: 1 },
        { kind: 'event', atMs: 1_772_355_600_000, detailType: 'BookingConfirmed', detail: { any: 'thing' }, times: 3 },
        { kind: 'world', atMs: 1_772_355_600_250, world },
        { kind: 'kill', atMs: 1_773_964_800_000 },
      ],
    });
  });

  it.each([[null], ['not an object'], [42], [[]], [{ eventId: '', occurredAt: 'yesterday' }]])(
    'may send an event whose detail is %j: poison is a step like any other',
    (detail) => {
      const [step] = parseStep(stepWith({ event: { detailType: 'Anything', detail } })).steps;
      expect(step).toMatchObject({ kind: 'event', detailType: 'Anything', detail });
    },
  );

  it('may carry keys that the player does not know', () => {
    expect(parse({ about: 'a story', expected: { payments: [] }, steps: [{ ...confirmed, why: 'so' }] }).name).toBe(
      'quiet',
    );
  });

  it('may have no steps, last no time, and step at its start and its end', () => {
    expect(parse({ steps: [] }).steps).toEqual([]);
    expect(parse({ steps: [], until: frame.start }).untilMs).toBe(1_772_323_200_000);
    expect(parseStep({ ...confirmed, at: frame.start }, { ...confirmed, at: frame.until }).steps).toHaveLength(2);
  });
});

describe('a tape that is not valid', () => {
  it('is refused where it is not JSON, or no object', () => {
    expect(() => parseTape('{')).toThrow(InvalidTape);
    expect(() => parseTape('{')).toThrow('The tape is not JSON');
    expect(() => parseTape('[]')).toThrow('The tape is not valid');
  });

  it.each([
    [{ name: undefined }, 'name:'],
    [{ name: '' }, 'name:'],
    [{ start: undefined }, 'start:'],
    [{ start: '2026-03-01' }, 'start: must be a UTC instant'],
    [{ start: '2026-03-01T00:00:00+01:00' }, 'start: must be a UTC instant'],
    [{ until: '2026-02-30T00:00:00Z' }, 'until: must be a UTC instant'],
    [{ until: 5 }, 'until: must be text'],
    [{ until: '2026-02-28T23:59:59Z' }, 'until: must not be before start'],
    [{ steps: undefined }, 'steps:'],
    [{ steps: {} }, 'steps:'],
  ])('is refused with %j', (changes, message) => {
    expect(() => parse(changes)).toThrow(InvalidTape);
    expect(() => parse(changes)).toThrow(`The tape is not valid: ${message}`);
  });

  it.each([
    [stepWith({ at: undefined }), 'step 1, at:'],
    [stepWith({ at: '2026-03-01 09:00:00Z' }), 'step 1, at: must be a UTC instant'],
    [stepWith({ at: '2026-03-01T25:00:00Z' }), 'step 1, at: must be a UTC instant'],
    [stepWith({ at: '2026-03-01T08:59:59Z' }), 'step 1, at: must not be before the step before'],
    [stepWith({ at: '2026-03-20T00:00:01Z' }), 'step 1, at: must not be after until'],
    [{ at: confirmed.at }, 'step 1: must have exactly one of event, world and kill, but has none'],
    [stepWith({ kill: true }), 'step 1: must have exactly one of event, world and kill, but has event and kill'],
    [{ at: confirmed.at, world: {}, kill: true }, 'step 1: must have exactly one'],
    [{ at: confirmed.at, kill: false }, 'step 1, kill:'],
    ['kill', 'step 1:'],
    [stepWith({ times: 0 }), 'step 1, times:'],
    [stepWith({ times: 1.5 }), 'step 1, times:'],
    [stepWith({ times: '2' }), 'step 1, times:'],
    [{ ...worldStep({}), times: 2 }, 'step 1, times: only an event'],
    [stepWith({ event: { detail: {} } }), 'step 1, event.detailType:'],
    [stepWith({ event: { detailType: '', detail: {} } }), 'step 1, event.detailType:'],
    [stepWith({ event: { detailType: 'BookingConfirmed' } }), 'step 1, event.detail:'],
    [stepWith({ event: 'BookingConfirmed' }), 'step 1, event:'],
    [worldStep({ weather: {} }), 'step 1, world:'],
    [worldStep([]), 'step 1, world:'],
    [worldStep({ cards: { pm_1: 'maybe' } }), 'step 1, world.cards.pm_1:'],
    [worldStep({ routes: { 'L-1': 35 } }), 'step 1, world.routes.L-1:'],
    [worldStep({ routes: { 'L-1': { minutes: '35' } } }), 'step 1, world.routes.L-1.minutes:'],
    [worldStep({ routes: { 'L-1': { minutes: -1 } } }), 'step 1, world.routes.L-1.minutes:'],
    [worldStep({ vehicles: { 'V-9': { ready: 'no' } } }), 'step 1, world.vehicles.V-9.ready:'],
    [worldStep({ vehicles: { 'V-9': { fuelPercent: 101 } } }), 'step 1, world.vehicles.V-9.fuelPercent:'],
    [worldStep({ vehicles: { 'V-9': { colour: 'red' } } }), 'step 1, world.vehicles.V-9:'],
    [worldStep({ outages: { payments: 'yes' } }), 'step 1, world.outages.payments:'],
    [worldStep({ outages: { internet: true } }), 'step 1, world.outages:'],
  ])('names step and field of %j', (step, message) => {
    expect(() => parseStep(confirmed, step)).toThrow(`The tape is not valid: ${message}`);
  });

  it('names the first step that is before the start', () => {
    expect(() => parseStep(stepWith({ at: '2026-02-28T00:00:00Z' }))).toThrow(
      'step 0, at: must not be before start, 2026-03-01T00:00:00Z',
    );
  });
});
