const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Instant of an ISO 8601 date-time with offset, its fraction of a second cut off as AWS does; absent if it is none. */
export function parseTimestamp(text: string): number | undefined {
  const instantMs = parseInstant(text);
  return instantMs === undefined ? undefined : Math.floor(instantMs / 1000) * 1000;
}

/** Instant of an ISO 8601 date-time with offset, to the nanosecond. Unit: milliseconds. Absent if the text is none. */
export function parseInstant(text: string): number | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, , , , fraction = ''] = match;
  const secondMs = Date.parse(text.replace(fraction, ''));
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number.isNaN(secondMs) || Number(day) > daysInMonth) return undefined;
  return secondMs + Number(`0${fraction}`) * 1000;
}

/** As in the context object: three digits of fraction, or none for a whole second. */
export function formatTimestamp(instantMs: number): string {
  return new Date(instantMs).toISOString().replace('.000Z', 'Z');
}
