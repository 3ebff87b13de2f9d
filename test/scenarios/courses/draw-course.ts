import fc from 'fast-check';
import type {
  Anchor,
  BookingAction,
  BookingStory,
  Course,
  LegStory,
  Patch,
  Provider,
  SubscriptionAction,
  SubscriptionStory,
  Weather,
  When,
} from './stories.ts';

/** Which parts of the policy courses are about. */
export interface Parts {
  readonly bookings: boolean;
  readonly legs: boolean;
  readonly watch: boolean;
  readonly subscriptions: boolean;
  readonly powerCuts: boolean;
}

/** Told in one tape: they share the providers, and the cost of a runtime's first minute. */
const storiesAtMost = 6;

const zones = [
  'Europe/Berlin',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'UTC',
  'America/Santiago',
];
// Quiet weeks, and weeks in which clocks of these zones go forward or back.
const firstDays = ['2026-06-01', '2026-03-05', '2026-03-27', '2026-10-22', '2026-10-30', '2026-04-02', '2026-09-03'];
const methods = ['pm_good', 'pm_bad', 'pm_turns', 'pm_other'];
const vehicles = ['V-1', 'V-2'];
const amounts = [20_000, 0, 15_000, 1];

// Events stand 2 minutes after a multiple of 5 and what the providers do 4, so that nothing comes in the minute after
// something fell due; or exactly where a rule looks.
const moments = (from: number, to: number): fc.Arbitrary<number> =>
  fc.integer({ min: Math.ceil(from / 5), max: Math.floor(to / 5) }).map((n) => n * 5 + 2);
const hours = (n: number): number => n * 60;

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });

const toldLater = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(5, 10, 15) },
);

const leg: fc.Arbitrary<LegStory> = fc.record({
  kind: fc.constantFrom('delivery', 'pickup', 'swap'),
  anchor: fc.constantFrom('start', 'end'),
  fromMinutes: fc.integer({ min: -8, max: 4 }).map((n) => n * 15),
  lengthMinutes: fc.constantFrom(30, 60, 15, 120),
});

function patch(parts: Parts): fc.Arbitrary<Patch> {
  const shift = fc.integer({ min: -400, max: 400 }).map((n) => n * 15);
  const index = fc.nat({ max: 3 });
  const ofBooking = {
    startShift: optional(shift),
    endShift: optional(shift),
    zone: optional(fc.constantFrom(...zones)),
    amountCents: optional(fc.constantFrom(...amounts)),
    method: optional(fc.constantFrom(...methods)),
  };
  const ofLegs = {
    vehicle: optional(fc.constantFrom(...vehicles)),
    addLeg: optional(leg),
    removeLeg: optional(index),
    moveLeg: optional(fc.record({ index, shift: fc.integer({ min: -100, max: 100 }).map((n) => n * 15) })),
  };
  return fc.record(parts.legs ? { ...ofBooking, ...ofLegs } : ofBooking);
}

function happening(parts: Parts): fc.Arbitrary<BookingStory['happenings'][number]> {
  const at = (
    action: fc.Arbitrary<BookingAction>,
    anchor: Anchor,
    minutes: fc.Arbitrary<number>,
  ): fc.Arbitrary<{ when: When; action: BookingAction }> =>
    fc.record({
      when: fc.record({ anchor: fc.constant(anchor), minutes, toldLaterMinutes: toldLater }),
      action,
    });
  const anywhere = (action: fc.Arbitrary<BookingAction>) =>
    fc.oneof(
      at(action, 'confirmed', moments(hours(1), hours(60))),
      at(action, 'start', fc.oneof(moments(hours(-80), hours(20)), fc.constantFrom(-4320, -1440, -240, -120, 0, 120))),
      at(action, 'end', fc.oneof(moments(hours(-30), hours(80)), fc.constantFrom(-1440, -120, 30, 1470))),
    );
  const change = fc.record({
    do: fc.constant('change' as const),
    patch: patch(parts),
    confirmsAgain: fc.boolean().map((is) => is),
  });
  const stale = fc.record({
    do: fc.constant('stale' as const),
    patch: patch(parts),
    behind: fc.nat({ max: 2 }),
  });
  const assess = fc.record({
    do: fc.constant('assess' as const),
    amountCents: fc.constantFrom(0, 500, 12_000, 20_000, 30_000),
  });
  const give = fc.record({
    do: fc.constant('return' as const),
    agoMinutes: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: moments(0, hours(70)) }),
  });
  const repeat = fc.record({ do: fc.constant('repeat' as const), back: fc.nat({ max: 4 }) });
  const poison = fc.record({ do: fc.constant('poison' as const), variant: fc.nat({ max: 7 }) });
  const start = fc.constant({ do: 'start' as const });
  const ofBooking = [
    { weight: 5, arbitrary: at(start, 'start', moments(hours(-3), hours(4))) },
    {
      weight: 5,
      arbitrary: at(give, 'end', fc.oneof(moments(hours(-20), hours(6)), moments(hours(-20), hours(100)))),
    },
    { weight: 2, arbitrary: at(assess, 'end', moments(hours(-20), hours(120))) },
    { weight: 1, arbitrary: anywhere(fc.constant({ do: 'cancel' as const })) },
    { weight: 6, arbitrary: anywhere(change) },
    { weight: 1, arbitrary: anywhere(stale) },
    { weight: 2, arbitrary: anywhere(repeat) },
    { weight: 1, arbitrary: anywhere(poison) },
  ];
  if (!parts.legs) return fc.oneof(...ofBooking);
  const index = fc.nat({ max: 3 });
  const driver = fc.record({
    do: fc.constantFrom('assign' as const, 'assign' as const, 'unassign' as const),
    leg: index,
    driver: fc.constantFrom('D-1', 'D-2'),
  });
  const drive = fc.record({
    do: fc.constantFrom('drive' as const, 'drive' as const, 'complete' as const, 'cancel-leg' as const),
    leg: index,
  });
  const near = (action: fc.Arbitrary<BookingAction>) =>
    fc.oneof(
      at(action, 'start', moments(hours(-30), hours(8))),
      at(action, 'end', moments(hours(-26), hours(8))),
      at(action, 'start', moments(hours(-4), hours(2))),
      at(action, 'end', moments(hours(-4), hours(2))),
    );
  return fc.oneof(...ofBooking, { weight: 8, arbitrary: near(driver) }, { weight: 5, arbitrary: near(drive) });
}

function bookingStory(parts: Parts): fc.Arbitrary<BookingStory> {
  return fc.record({
    zone: fc.constantFrom(...zones),
    confirmedMinutes: moments(0, hours(48)),
    leadMinutes: fc
      .oneof(
        { weight: 4, arbitrary: fc.integer({ min: 72 * 4, max: 150 * 4 }) },
        { weight: 4, arbitrary: fc.integer({ min: 4, max: 80 * 4 }) },
        { weight: 1, arbitrary: fc.integer({ min: -8, max: 16 }) },
      )
      .map((n) => n * 15),
    lengthMinutes: fc.integer({ min: 2, max: parts.watch ? 40 : 80 }).map((n) => n * 60),
    amountCents: fc.constantFrom(...amounts),
    method: fc.constantFrom(...methods),
    vehicle: fc.constantFrom(...vehicles),
    legs: parts.legs ? fc.array(leg, { maxLength: 3 }) : fc.constant([]),
    confirmedLaterMinutes: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.constantFrom(5, 15) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: hours(20) }).map((n) => n * 5) },
    ),
    times: fc.constantFrom(1, 1, 1, 3),
    happenings: fc.array(happening(parts), { maxLength: 9 }),
  });
}

function subscriptionStory(): fc.Arbitrary<SubscriptionStory> {
  const action: fc.Arbitrary<SubscriptionAction> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('change' as const),
        priceCents: optional(fc.constantFrom(60_000, 65_000, 0)),
        method: optional(fc.constantFrom(...methods)),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const, 'resume' as const) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), atPeriodEnd: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), back: fc.nat({ max: 4 }) }) },
  );
  return fc.record({
    zone: fc.constantFrom(...zones),
    activatedMinutes: moments(0, hours(96)),
    leadMinutes: fc.integer({ min: -70 * 96, max: 10 * 96 }).map((n) => n * 15),
    priceCents: fc.constantFrom(60_000, 60_000, 50_000, 0),
    method: fc.constantFrom(...methods),
    activatedLaterMinutes: fc.constantFrom(0, 0, 0, 5, 4000),
    happenings: fc.array(
      fc.record({ minutes: moments(hours(-200), hours(24 * 100)), toldLaterMinutes: toldLater, action }),
      { maxLength: 7 },
    ),
  });
}

function weather(parts: Parts): fc.Arbitrary<Course['weather'][number]> {
  const providers: Provider[] = ['payments', 'notifications', 'bookings'];
  if (parts.legs) providers.push('routes', 'vehicles');
  else if (parts.watch) providers.push('vehicles');
  const outage = fc.record({
    do: fc.constant('outage' as const),
    of: fc.constantFrom(...providers),
    lengthMinutes: fc.constantFrom(5, 20, 60, 95, 240, 800, 1450, 1600),
  });
  const card = fc.record({
    do: fc.constant('card' as const),
    method: fc.constantFrom('pm_turns', 'pm_bad', 'pm_other'),
    answer: fc.constantFrom('ok' as const, 'declines' as const),
  });
  const route = fc.record({
    do: fc.constant('route' as const),
    leg: fc.nat({ max: 3 }),
    drivingMinutes: fc.constantFrom(5, 35, 45, 60, 90, 240),
  });
  const vehicle = fc.record({
    do: fc.constant('vehicle' as const),
    vehicle: fc.constantFrom(...vehicles),
    state: fc.record({
      ready: optional(fc.boolean()),
      fuelPercent: optional(fc.constantFrom(80, 10, 9, 0)),
      online: optional(fc.boolean()),
      insideArea: optional(fc.boolean()),
    }),
  });
  const change: fc.Arbitrary<Weather> = fc.oneof(
    { weight: 3, arbitrary: outage },
    { weight: 2, arbitrary: card },
    ...(parts.legs ? [{ weight: 3, arbitrary: route }] : []),
    ...(parts.legs || parts.watch ? [{ weight: 4, arbitrary: vehicle }] : []),
  );
  return fc.record({
    of: fc.nat({ max: 2 * storiesAtMost }),
    anchor: fc.constantFrom('confirmed', 'start', 'end'),
    minutes: fc
      .oneof(
        moments(hours(-80), hours(80)),
        moments(hours(-6), hours(6)),
        // Around what is due.
        fc
          .tuple(fc.constantFrom(-4320, -1440, -240, -120, 0, 30, 120, 1440), moments(-30, 5))
          .map(([due, minutes]) => due + minutes),
      )
      .map((minutes) => minutes + 2),
    change,
  });
}

/** Courses of events within the contract, kept clear of what the policy leaves open by the build of the tape. */
export function drawCourse(parts: Parts): fc.Arbitrary<Course> {
  return fc.record({
    firstDay: fc.constantFrom(...firstDays),
    bookings: parts.bookings
      ? fc.array(bookingStory(parts), { minLength: parts.subscriptions ? 0 : 1, maxLength: storiesAtMost })
      : fc.constant([]),
    subscriptions: parts.subscriptions ? fc.array(subscriptionStory(), { maxLength: storiesAtMost }) : fc.constant([]),
    weather: fc.array(weather(parts), { maxLength: 10 }),
    powerCutsBehind: parts.powerCuts
      ? fc.oneof(
          { weight: 14, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 2 }) },
        )
      : fc.constant([]),
  });
}
