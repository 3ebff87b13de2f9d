/**
 * Every figure of the rules, in one place. `docs/policy.md` says what each one means to a customer.
 *
 * A stage may override single figures: `readPolicy` merges them over the defaults and refuses a figure that it does not
 * know, since a misspelt one would otherwise silently change nothing.
 */
import * as z from 'zod';
import { InvalidInput } from './errors.ts';

const positive = z.number().positive();
/** Scheduler's rates know nothing smaller. */
const wholeMinutes = z.int().min(1);
const count = z.int().nonnegative();
const minuteOfDay = z.int().min(0).max(1439);

const policySchema = z.strictObject({
  /** Calls of providers that fail. */
  outage: z.strictObject({
    /** From the first failed call to the second. */
    firstDelaySeconds: positive,
    /** Each delay is this many times the one before. At least 1. */
    backoffRate: z.number().min(1),
    /** Longest delay between two calls. */
    longestDelaySeconds: positive,
    /** No call is begun later than this after the first. */
    givenUpAfterSeconds: positive,
    /** Reads for an assessment or a check of a vehicle: no call is begun later than this after the first. */
    readsGivenUpAfterSeconds: positive,
  }),
  /** On the wall clock of the booking's zone; minutes after midnight. */
  quietHours: z
    .strictObject({
      /** First quiet minute of the evening. */
      fromMinuteOfDay: minuteOfDay,
      /** First minute of the morning that is not quiet any more. What is moved on goes out then. */
      untilMinuteOfDay: minuteOfDay,
      /** When, on the evening before, a reminder goes out that looks ahead. */
      movedAheadToMinuteOfDay: minuteOfDay,
    })
    .refine(
      (hours) =>
        hours.untilMinuteOfDay <= hours.movedAheadToMinuteOfDay &&
        hours.movedAheadToMinuteOfDay < hours.fromMinuteOfDay,
      'has to begin in the evening, end in the morning, and be moved ahead to a time between',
    ),
  reminders: z.strictObject({
    pickup24h: z.strictObject({ beforeStartHours: positive, usefulForHours: positive }),
    pickup2h: z.strictObject({ beforeStartHours: positive, usefulForHours: positive }),
    return24h: z.strictObject({ beforeEndHours: positive, usefulForHours: positive }),
    return2h: z.strictObject({ beforeEndHours: positive, usefulForHours: positive }),
    overdue: z.strictObject({
      firstAfterEndMinutes: positive,
      everyHours: positive,
      /** How many there are. At most 9, so that names stay short. */
      count: count.max(9),
      usefulForHours: positive,
    }),
    feedback: z.strictObject({ afterReturnHours: positive, usefulForHours: positive }),
    rentalNotStarted: z.strictObject({ afterStartHours: positive }),
    depositDeclined: z.strictObject({ usefulForHours: positive }),
    renewal3d: z.strictObject({ beforeRenewalHours: positive, usefulForHours: positive }),
    paymentFailed: z.strictObject({ usefulForHours: positive }),
  }),
  deposit: z.strictObject({
    /** The first attempt. */
    chargeBeforeStartHours: positive,
    /** From the answer to a declined attempt to the next one. */
    retryAfterHours: positive,
    /** The last attempt, unless there is a new payment method. */
    lastAttemptBeforeStartHours: positive,
    /** How long a refund waits for an assessment, from the return. */
    awaitAssessmentHours: positive,
  }),
  tripLegs: z.strictObject({
    /** A leg acts from here on. All before the start of its window. */
    actsBeforeWindowHours: positive,
    /** Every so often, from `actsBeforeWindowHours` on. */
    farEveryMinutes: wholeMinutes,
    nearBeforeWindowHours: positive,
    nearEveryMinutes: wholeMinutes,
    closeBeforeWindowHours: positive,
    /** Until the leg ends. */
    closeEveryMinutes: wholeMinutes,
    /** A driver who would arrive less than this before the end of the window is a risk. */
    marginMinutes: positive,
    /** No driver by then is a risk. */
    driverBeforeWindowHours: positive,
    /** A vehicle that is not ready by then is a risk; not for a `pickup`. */
    vehicleBeforeWindowHours: positive,
    /** A leg that nobody has ended. */
    abandonedAfterWindowHours: positive,
  }),
  rentalWatch: z.strictObject({
    checkEveryMinutes: wholeMinutes,
    /** Below it, fuel is low. */
    lowFuelPercent: positive,
    /** Checks running in which a car was not online. */
    offlineChecks: count.min(1),
    /** Checks missing in a row, after which the watch repairs itself. */
    missedChecks: count.min(1),
  }),
  subscriptions: z.strictObject({
    /** Further attempts to charge a cycle, from the first on. Unit: days of 24 hours. */
    retryAfterDays: z.array(positive),
  }),
});

export type Policy = z.infer<typeof policySchema>;

export const defaultPolicy: Policy = {
  outage: {
    firstDelaySeconds: 30,
    backoffRate: 2,
    longestDelaySeconds: 900,
    givenUpAfterSeconds: 24 * 60 * 60,
    readsGivenUpAfterSeconds: 30,
  },
  quietHours: { fromMinuteOfDay: 21 * 60, untilMinuteOfDay: 8 * 60, movedAheadToMinuteOfDay: 20 * 60 + 30 },
  reminders: {
    pickup24h: { beforeStartHours: 24, usefulForHours: 12 },
    pickup2h: { beforeStartHours: 2, usefulForHours: 1 },
    return24h: { beforeEndHours: 24, usefulForHours: 12 },
    return2h: { beforeEndHours: 2, usefulForHours: 1 },
    overdue: { firstAfterEndMinutes: 30, everyHours: 24, count: 7, usefulForHours: 12 },
    feedback: { afterReturnHours: 24, usefulForHours: 72 },
    rentalNotStarted: { afterStartHours: 2 },
    depositDeclined: { usefulForHours: 24 },
    renewal3d: { beforeRenewalHours: 72, usefulForHours: 12 },
    paymentFailed: { usefulForHours: 24 },
  },
  deposit: {
    chargeBeforeStartHours: 72,
    retryAfterHours: 24,
    lastAttemptBeforeStartHours: 4,
    awaitAssessmentHours: 48,
  },
  tripLegs: {
    actsBeforeWindowHours: 24,
    farEveryMinutes: 60,
    nearBeforeWindowHours: 6,
    nearEveryMinutes: 15,
    closeBeforeWindowHours: 1,
    closeEveryMinutes: 5,
    marginMinutes: 15,
    driverBeforeWindowHours: 2,
    vehicleBeforeWindowHours: 3,
    abandonedAfterWindowHours: 6,
  },
  rentalWatch: { checkEveryMinutes: 15, lowFuelPercent: 10, offlineChecks: 8, missedChecks: 3 },
  subscriptions: { retryAfterDays: [1, 3, 5] },
};

/**
 * The policy of a stage.
 * @param json overrides in the shape of the policy, as JSON text; nothing or `{}` for the defaults
 * @throws InvalidInput naming the figure that is unknown or out of bounds
 */
export function readPolicy(json: string | undefined): Policy {
  const merged = merge(defaultPolicy, parseOverrides(json));
  const parsed = policySchema.safeParse(merged);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  throw new InvalidInput(
    ['policy', ...(issue?.path ?? []), ...unknown].map(String).join('.'),
    unknown.length > 0 ? 'no such figure' : (issue?.message ?? 'out of bounds'),
  );
}

function parseOverrides(json: string | undefined): unknown {
  if (json === undefined || json.trim() === '') return {};
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InvalidInput('policy', 'not JSON', { cause: error });
  }
}

function merge(base: unknown, overrides: unknown): unknown {
  if (!isRecord(base) || !isRecord(overrides)) return overrides;
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(overrides)) {
    merged[name] = Object.hasOwn(base, name) ? merge(base[name], value) : value;
  }
  return merged;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
