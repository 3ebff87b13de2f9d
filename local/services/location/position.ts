import { AwsError } from '../../kernel/aws-error.ts';

/** WGS 84 as Amazon Location writes it: longitude, then latitude. Unit: degrees. */
export type Position = readonly [longitude: number, latitude: number];

/** Mean radius of the earth. Unit: metres. */
const earthRadiusMeters = 6_371_009;

/**
 * @param field name of the member, for the message
 * @throws AwsError ValidationException
 */
export function parsePosition(value: unknown, field: string): Position {
  const [longitude, latitude, ...rest] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (rest.length > 0 || !isWithin(longitude, 180) || !isWithin(latitude, 90)) {
    throw validationError(field, 'must be [longitude, latitude] within ±180 and ±90 degrees');
  }
  return [longitude, latitude];
}

/** As both APIs of Amazon Location word what is wrong with a request. */
export function validationError(field: string, problem: string): AwsError {
  return new AwsError('ValidationException', `${field} ${problem}`, {
    fields: { reason: 'FieldValidationFailed', fieldList: [{ name: field, message: problem }] },
  });
}

/** Along the great circle. Unit: metres. */
export function distanceMeters([fromLongitude, fromLatitude]: Position, [toLongitude, toLatitude]: Position): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const haversine = (angle: number): number => Math.sin(angle / 2) ** 2;
  const chord =
    haversine(radians(toLatitude - fromLatitude)) +
    Math.cos(radians(fromLatitude)) * Math.cos(radians(toLatitude)) * haversine(radians(toLongitude - fromLongitude));
  return 2 * earthRadiusMeters * Math.asin(Math.min(1, Math.sqrt(chord)));
}

function isWithin(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= limit;
}
