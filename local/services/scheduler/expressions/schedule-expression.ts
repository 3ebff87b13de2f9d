import { type Cron, nextCronInstantMs, parseCron } from './cron.ts';
import { toInstantMs, type WallMs } from './wall-time.ts';

export type ScheduleExpression =
  | { readonly kind: 'at'; readonly wallMs: WallMs }
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly cron: Cron };

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Parses `at(…)`, `rate(…)` or `cron(…)` as EventBridge Scheduler takes them; undefined if it is none of them. */
export function parseScheduleExpression(text: string): ScheduleExpression | undefined {
  const [, kind, inner = ''] = /^(at|rate|cron)\((.*)\)$/.exec(text) ?? [];
  switch (kind) {
    case 'at':
      return parseAt(inner);
    case 'rate':
      return parseRate(inner);
    case 'cron': {
      const cron = parseCron(inner);
      return cron && { kind: 'cron', cron };
    }
    default:
      return undefined;
  }
}

/** Rules of EventBridge know no `at`, and want `1 minute` but `2 minutes`. */
export function parseRuleExpression(text: string): ScheduleExpression | undefined {
  const expression = parseScheduleExpression(text);
  if (expression?.kind === 'at') return undefined;
  if (expression?.kind === 'rate' && /^rate\(0*1 /.test(text) !== !text.endsWith('s)')) return undefined;
  return expression;
}

function parseAt(inner: string): ScheduleExpression | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(inner)) return undefined;
  const wallMs = Date.parse(`${inner}Z`);
  // Dates like 30 February parse to another day.
  if (Number.isNaN(wallMs) || new Date(wallMs).toISOString().slice(0, 19) !== inner) return undefined;
  return { kind: 'at', wallMs };
}

function parseRate(inner: string): ScheduleExpression | undefined {
  const [, count, unit] = /^([0-9]{1,9}) (minute|hour|day)s?$/.exec(inner) ?? [];
  if (count === undefined || Number(count) < 1) return undefined;
  return { kind: 'rate', everyMs: Number(count) * unitMs[unit!]! };
}

interface OccurrenceFrame {
  readonly timeZone: string;
  /** Where a rate begins to count. Unit: milliseconds since the epoch. */
  readonly anchorMs: number;
}

/**
 * First instant after `afterMs` that the expression means, or undefined if there is none. A one-time expression means
 * its instant whatever `afterMs` is; a rate's days have 24 hours.
 */
export function nextOccurrenceMs(
  expression: ScheduleExpression,
  afterMs: number,
  { timeZone, anchorMs }: OccurrenceFrame,
): number | undefined {
  switch (expression.kind) {
    case 'at':
      return toInstantMs(expression.wallMs, timeZone);
    case 'rate': {
      const count = Math.max(0, Math.floor((afterMs - anchorMs) / expression.everyMs) + 1);
      return anchorMs + count * expression.everyMs;
    }
    case 'cron':
      return nextCronInstantMs(expression.cron, afterMs, timeZone);
  }
}
