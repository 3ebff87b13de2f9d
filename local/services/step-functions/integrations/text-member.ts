import type { Json } from '../../../engine/asl.ts';

/** A member that the API takes as text: text stays as it is, anything else is written as JSON. */
export function textMember(value: Json | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}
