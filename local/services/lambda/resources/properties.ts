import { AwsError } from '../../../kernel/aws-error.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Whole number within `bounds`; templates may write numbers as text. */
export function readInteger(
  properties: Properties,
  name: string,
  bounds: { min: number; max: number },
): number | undefined {
  const value = properties[name];
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= bounds.min && number <= bounds.max) {
    return number;
  }
  throw invalid(name, value, `a whole number from ${bounds.min} to ${bounds.max}`);
}

export function readText(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(name, value, 'text');
}

/** @throws AwsError `InvalidParameterValueException` also where the property is missing */
export function requireText(properties: Properties, name: string): string {
  const value = readText(properties, name);
  if (value === undefined) throw invalid(name, value, 'text');
  return value;
}

/** CloudFormation's `true` may be the text "true". */
export function readBoolean(properties: Properties, name: string): boolean | undefined {
  const value = properties[name];
  if (value === undefined || typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalid(name, value, 'true or false');
}

export function readObject(properties: Properties, name: string): Properties | undefined {
  const value = properties[name];
  if (value === undefined) return undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Properties;
  throw invalid(name, value, 'an object');
}

/** Refuses members of a nested object that have no effect here, as the deployment does for properties. */
export function assertMembers(object: Properties, path: string, supported: readonly string[]): void {
  const unknown = Object.keys(object).find((name) => !supported.includes(name));
  if (unknown !== undefined) throw unsupported(`${path}.${unknown}`, 'not supported by the local runtime');
}

export function unsupported(property: string, reason: string): AwsError {
  return new AwsError('InvalidParameterValueException', `${property}: ${reason}`);
}

function invalid(name: string, value: unknown, wanted: string): AwsError {
  return new AwsError('InvalidParameterValueException', `${name}: must be ${wanted}, not ${JSON.stringify(value)}`);
}
