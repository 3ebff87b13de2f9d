import * as z from 'zod';
import type { WorldChange } from '../providers/world.ts';

/** A tape whose frame holds; the details of its events are anything that is JSON. */
export interface Tape {
  readonly name: string;
  readonly startMs: number;
  readonly untilMs: number;
  /** In the order of their instants, all within the tape's. */
  readonly steps: readonly TapeStep[];
}

export type TapeStep =
  | {
      readonly kind: 'event';
      readonly atMs: number;
      readonly detailType: string;
      readonly detail: unknown;
      readonly times: number;
    }
  | { readonly kind: 'world'; readonly atMs: number; readonly world: WorldChange }
  | { readonly kind: 'kill'; readonly atMs: number };

/** Says which step (counted from 0) and field is wrong, and what should stand there. */
export class InvalidTape extends Error {
  override readonly name = 'InvalidTape';
}

const instant = z
  .string({ error: 'must be text: a UTC instant such as 2026-03-01T09:00:00Z' })
  .refine(isInstant, 'must be a UTC instant such as 2026-03-01T09:00:00Z');

const outage = z.boolean().optional();
const world = z.strictObject({
  cards: z.record(z.string(), z.enum(['ok', 'declines'])).optional(),
  routes: z.record(z.string(), z.strictObject({ minutes: z.number().nonnegative() })).optional(),
  vehicles: z
    .record(
      z.string(),
      z.strictObject({
        ready: z.boolean().optional(),
        fuelPercent: z.number().min(0).max(100).optional(),
        online: z.boolean().optional(),
        insideArea: z.boolean().optional(),
      }),
    )
    .optional(),
  outages: z
    .strictObject({ payments: outage, routes: outage, vehicles: outage, notifications: outage, bookings: outage })
    .optional(),
});

// Any JSON will do as a detail, but it must be there.
const event = z.object({ detailType: z.string().min(1), detail: z.unknown() });

const step = z.object({
  at: instant,
  event: event.optional(),
  times: z.int().min(1).optional(),
  world: world.optional(),
  kill: z.literal(true).optional(),
});

const frame = z.object({ name: z.string().min(1), start: instant, until: instant, steps: z.array(step) });

type ParsedStep = z.infer<typeof step>;

/**
 * Reads the text of a tape and judges its frame: instants and their order, one kind of thing a step, and what the world
 * can be set to. Keys that a tape may carry besides are ignored.
 *
 * @throws InvalidTape
 */
export function parseTape(text: string): Tape {
  const result = frame.safeParse(parseJson(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalid(issue?.path ?? [], issue?.message ?? 'is not valid');
  }
  const { name, start, until, steps } = result.data;
  const startMs = Date.parse(start);
  const untilMs = Date.parse(until);
  if (untilMs < startMs) throw invalid(['until'], `must not be before start, ${start}`);

  let earliestMs = startMs;
  const parsed = steps.map((one, index) => {
    const tapeStep = toStep(one, index);
    if (tapeStep.atMs < earliestMs) {
      const before =
        index === 0 || earliestMs === startMs ? `start, ${start}` : `the step before, ${steps[index - 1]?.at}`;
      throw invalid(['steps', index, 'at'], `must not be before ${before}`);
    }
    if (tapeStep.atMs > untilMs) throw invalid(['steps', index, 'at'], `must not be after until, ${until}`);
    earliestMs = tapeStep.atMs;
    return tapeStep;
  });
  return { name, startMs, untilMs, steps: parsed };
}

function toStep(parsed: ParsedStep, index: number): TapeStep {
  const kinds = (['event', 'world', 'kill'] as const).filter((kind) => parsed[kind] !== undefined);
  if (kinds.length !== 1) {
    const found = kinds.length === 0 ? 'has none' : `has ${kinds.join(' and ')}`;
    throw invalid(['steps', index], `must have exactly one of event, world and kill, but ${found}`);
  }
  const atMs = Date.parse(parsed.at);
  if (parsed.event !== undefined) {
    const { detailType, detail } = parsed.event;
    return { kind: 'event', atMs, detailType, detail, times: parsed.times ?? 1 };
  }
  if (parsed.times !== undefined) throw invalid(['steps', index, 'times'], 'only an event can be sent several times');
  return parsed.world === undefined ? { kind: 'kill', atMs } : { kind: 'world', atMs, world: parsed.world };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidTape(`The tape is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** Year to second, and a day that the month has: `Date.parse` alone takes 30 February for 2 March. */
function isInstant(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text)) return false;
  const timeMs = Date.parse(text);
  return !Number.isNaN(timeMs) && new Date(timeMs).toISOString().slice(0, 19) === text.slice(0, 19);
}

/** `step 3, world.cards.pm_1: …`, or `start: …` for what is no step's. */
function invalid(path: readonly PropertyKey[], message: string): InvalidTape {
  const [first, index, ...rest] = path;
  const isInStep = first === 'steps' && typeof index === 'number';
  const field = (isInStep ? rest : path).map(String).join('.');
  const place = [...(isInStep ? [`step ${index}`] : []), ...(field === '' ? [] : [field])].join(', ');
  return new InvalidTape(`The tape is not valid: ${place === '' ? '' : `${place}: `}${message}`);
}
