import { type Json, mapTexts } from '../json.ts';

/** Whom the calls are answered for. */
export interface Account {
  readonly accountId: string;
  readonly region: string;
}

/** Own values by placeholder. */
export type Values = ReadonlyMap<string, string>;

/** The account that the recordings show. */
const recordedAccountId = '111111111111';

/** Puts own values, account and region into a text or into every text of a JSON value. */
export function substitute<T extends Json>(value: T, values: Values, { accountId, region }: Account): T {
  const replacements: [string, string][] = [
    ...values,
    ['<partition>', 'aws'],
    ['<region>', region],
    [recordedAccountId, accountId],
  ];
  return mapTexts(value, (text) =>
    text.includes('<') || text.includes(recordedAccountId)
      ? replacements.reduce((result, [placeholder, own]) => result.replaceAll(placeholder, () => own), text)
      : text,
  ) as T;
}
