import type { WorldChange } from '../../../sandbox/providers/world.ts';
import type { TapeStep } from '../../../sandbox/tape/parse-tape.ts';
import type { ToldStory } from './build-tape.ts';
import type { Course, Weather } from './stories.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

interface Outage {
  readonly of: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The steps that set what the providers answer. Two of the cards decline from the start on. */
export function tellWeather(course: Course, startMs: number, told: readonly ToldStory[]): TapeStep[] {
  const world = (atMs: number, change: WorldChange): TapeStep => ({ kind: 'world', atMs, world: change });
  const steps = [world(startMs, { cards: { pm_bad: 'declines', pm_turns: 'declines' } })];
  const outages: Outage[] = [];
  for (const { of, anchor, minutes, change } of course.weather) {
    const around = told[of % Math.max(told.length, 1)]?.anchors;
    if (around === undefined) continue;
    const atMs = Math.max(startMs, around[anchor] + minutes * minuteMs);
    if (change.do !== 'outage') {
      steps.push(world(atMs, toWorld(change)));
      continue;
    }
    // One after the other: the policy says nothing of a message that two outages keep up in turn.
    const outage = {
      of: change.of === 'bookings' ? 'notifications' : change.of,
      fromMs: atMs,
      toMs: atMs + change.lengthMinutes * minuteMs,
    };
    if (outages.some((one) => overlap(one, outage))) continue;
    outages.push(outage);
    steps.push(world(outage.fromMs, { outages: { [change.of]: true } }));
    steps.push(world(outage.toMs, { outages: { [change.of]: false } }));
  }
  const roads = told.flatMap((story) => story.roads);
  for (const { atMs, legId, drivingMinutes } of roads) {
    steps.push(world(Math.max(startMs, atMs), { routes: { [legId]: { minutes: drivingMinutes } } }));
  }
  return steps.toSorted((a, b) => a.atMs - b.atMs);
}

function toWorld(change: Exclude<Weather, { do: 'outage' }>): WorldChange {
  switch (change.do) {
    case 'card':
      return { cards: { [change.method]: change.answer } };
    case 'vehicle':
      return { vehicles: { [change.vehicle]: said(change.state) } };
  }
}

/** Without what it says nothing of: a tape has no such keys. */
const said = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;

const overlap = (a: Outage, b: Outage): boolean =>
  a.of === b.of && a.fromMs < b.toMs + hourMs && b.fromMs < a.toMs + hourMs;
