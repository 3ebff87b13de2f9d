import fc from 'fast-check';

export const hours = (n: number): number => n * 60;

// All instants of stories are multiples of 5 minutes where rules look, else 2 minutes later for events and 4 minutes later for
// what providers do: so nothing comes in the minute after something fell due, and seldom enough exactly when it does.

/** Minutes between two bounds, for an event. */
export const moments = (from: number, to: number): fc.Arbitrary<number> =>
  fc.integer({ min: Math.ceil(from / 5), max: Math.floor(to / 5) }).map((n) => n * 5 + 2);

/** Minutes between two bounds, for what a provider does. */
export const turns = (from: number, to: number): fc.Arbitrary<number> => moments(from, to).map((n) => n + 2);

/** Minutes that are multiples of a quarter of an hour. */
export const quarters = (fromHours: number, toHours: number): fc.Arbitrary<number> =>
  fc.integer({ min: fromHours * 4, max: toHours * 4 }).map((n) => n * 15);

export const optional = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });

/** A choice with weights. */
export const weighted = <Value>(
  ...choices: ReadonlyArray<readonly [number, fc.Arbitrary<Value>]>
): fc.Arbitrary<Value> => fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** Most events are told as they occur; some overtake others. */
export const toldLater: fc.Arbitrary<number> = weighted([8, fc.constant(0)], [1, fc.constantFrom(5, 10, 15)]);

export const zones = [
  'Europe/Berlin',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'UTC',
  'America/Santiago',
];
/** `pm_bad` and `pm_turns` decline until the tape says otherwise. */
export const methods = ['pm_good', 'pm_bad', 'pm_turns', 'pm_other'];
export const vehicles = ['V-1', 'V-2'];
