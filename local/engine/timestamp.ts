const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Instant of an ISO 8601 date-time with offset, its fraction of a second cut off as AWS does; absent if it is none. */
export function parseTimestamp(text: string): number | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const instantMs = Date.parse(text);
  const daysInMonth = new Date(Date.UTC(Number(match[1]), Number(match[2]), 0)).getUTCDate();
  if (Number.isNaN(instantMs) || Number(match[3]) > daysInMonth) return undefined;
  return Math.floor(instantMs / 1000) * 1000;
}

/** As in the context object: three digits of fraction, or none for a whole second. */
export function formatTimestamp(instantMs: number): string {
  return new Date(instantMs).toISOString().replace('.000Z', 'Z');
}
