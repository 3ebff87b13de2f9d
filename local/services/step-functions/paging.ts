import { stepFunctionsErrors } from './errors.ts';

export interface PageInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** An array, or what reads like one in pieces. */
interface Sliceable<T> {
  readonly length: number;
  slice(start: number, end: number): readonly T[];
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** A page of a list: at most `maxResults` (default and 0: 100, at most 1,000), from where the token of the last page says. */
export function pageOf<T>(list: Sliceable<T>, { maxResults = 100, nextToken }: PageInput): Page<T> {
  if (maxResults > 1000) {
    throw stepFunctionsErrors.validation(
      `1 validation error detected: Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000`,
    );
  }
  const start = nextToken === undefined ? 0 : readToken(nextToken);
  const end = start + (maxResults > 0 ? maxResults : 100);
  const items = list.slice(start, end);
  return end < list.length ? { items, nextToken: writeToken(end) } : { items };
}

function writeToken(position: number): string {
  return Buffer.from(`from:${position}`).toString('base64url');
}

function readToken(token: string): number {
  const match = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (match === null) throw stepFunctionsErrors.invalidToken();
  return Number(match[1]);
}
