/** Bounds and names of one field of a cron expression. */
interface CronFieldKind {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

export const cronFields = {
  minute: { least: 0, most: 59 },
  hour: { least: 0, most: 23 },
  dayOfMonth: { least: 1, most: 31 },
  month: {
    least: 1,
    most: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  /** 1 is Sunday. */
  dayOfWeek: { least: 1, most: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] },
  year: { least: 1970, most: 2199 },
} as const satisfies Record<string, CronFieldKind>;

/** Number that a text names, within the bounds of the field. */
export function parseCronValue(text: string, kind: CronFieldKind): number | undefined {
  const named = kind.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return kind.least + named;
  if (!/^[0-9]{1,4}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= kind.least && value <= kind.most ? value : undefined;
}

/** Values that `*`, `3`, `1-5`, `0/15`, `1-31/10`, `MON-FRI` or a list of such mean; undefined where it is none of them. */
export function parseCronValues(text: string, kind: CronFieldKind): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [range = '', step, ...rest] = item.split('/');
    if (rest.length > 0 || (step !== undefined && !/^[1-9][0-9]{0,3}$/.test(step))) return undefined;
    const bounds = parseRange(range, kind, step !== undefined);
    if (!bounds) return undefined;
    const [first, last] = bounds;
    const span = kind.most - kind.least + 1;
    // A range may run over the end: FRI-MON.
    const length = last >= first ? last - first : last - first + span;
    for (let offset = 0; offset <= length; offset += Number(step ?? 1)) {
      values.add(kind.least + ((first - kind.least + offset) % span));
    }
  }
  return values;
}

function parseRange(text: string, kind: CronFieldKind, hasStep: boolean): [number, number] | undefined {
  if (text === '*') return [kind.least, kind.most];
  const [from = '', to, ...rest] = text.split('-');
  const first = parseCronValue(from, kind);
  if (first === undefined || rest.length > 0) return undefined;
  if (to === undefined) return [first, hasStep ? kind.most : first];
  const last = parseCronValue(to, kind);
  return last === undefined ? undefined : [first, last];
}
