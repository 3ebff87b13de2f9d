import type { Tape, TapeStep } from '../../../sandbox/tape/parse-tape.ts';
import type { Anchor, Course } from './stories.ts';
import { tellBooking } from './tell-booking.ts';
import { tellSubscription } from './tell-subscription.ts';
import { tellWeather } from './tell-weather.ts';

const minuteMs = 60_000;

/** An event as it is told: once or several times at an instant, or once more later. */
export interface Told {
  readonly atMs: number;
  readonly detailType: string;
  readonly detail: object;
  readonly times: number;
}

/** A story as it is told. */
export interface ToldStory {
  readonly events: readonly Told[];
  readonly anchors: Anchors;
  readonly roads: ReadonlyArray<{ readonly atMs: number; readonly legId: string; readonly drivingMinutes: number }>;
  readonly untilMs: number;
}

/** The instants of a story that others look at. */
export type Anchors = Readonly<Record<Anchor, number>>;

/** Makes the tape of a course: no two events at one instant, nothing told before the first day. */
export function buildTape(name: string, course: Course): Tape {
  const firstMs = Date.parse(`${course.firstDay}T00:00:00Z`);
  const startMs = firstMs - 10 * 24 * 60 * minuteMs;
  const told: ToldStory[] = [
    ...course.bookings.map((story, index) => tellBooking(story, `B-${index + 1}`, firstMs)),
    ...course.subscriptions.map((story, index) => tellSubscription(story, `S-${index + 1}`, firstMs)),
  ];
  const taken = new Set<number>();
  const events = told
    .flatMap(({ events }) => events)
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, detailType, detail, times }): TapeStep => {
      let freeMs = Math.max(atMs, startMs);
      while (taken.has(freeMs)) freeMs += 5 * minuteMs;
      taken.add(freeMs);
      return { kind: 'event', atMs: freeMs, detailType, detail, times };
    });
  const weather = tellWeather(course, startMs, told);
  const steps = [...weather, ...events].toSorted((a, b) => a.atMs - b.atMs);
  const withCuts = steps.flatMap((step, index): TapeStep[] =>
    course.powerCutsBehind.includes(index) ? [step, { kind: 'kill', atMs: step.atMs }] : [step],
  );
  const untilMs = Math.max(startMs, ...steps.map(({ atMs }) => atMs), ...told.map(({ untilMs }) => untilMs));
  return { name, startMs, untilMs, steps: withCuts };
}
