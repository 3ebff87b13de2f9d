import { AwsError } from '../../../kernel/aws-error.ts';

/** Dimensions in the API's form. */
export type WireDimensions = ReadonlyArray<{ readonly Name: string; readonly Value: string }>;

/** An instant as requests carry it: JSON has epoch seconds, Query has ISO 8601. */
export type Instant = Date | number | string;

export function toDimensions(dimensions: WireDimensions = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
}

export function fromDimensions(dimensions: Readonly<Record<string, string>>): WireDimensions {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

export function toMs(member: string, instant: Instant | undefined): number {
  const ms = typeof instant === 'number' ? instant * 1000 : new Date(instant ?? Number.NaN).getTime();
  if (Number.isNaN(ms)) throw new AwsError('MissingParameter', `The parameter ${member} is required.`);
  return ms;
}
