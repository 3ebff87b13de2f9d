import type { AttributeValue, Item } from './attribute-value.ts';
import { parseDecimal } from './decimal.ts';

/** Bytes that DynamoDB counts for an item: the names of its attributes and their values. */
export function itemBytes(item: Item): number {
  let total = 0;
  for (const [name, value] of Object.entries(item)) total += textBytes(name) + valueBytes(value);
  return total;
}

function valueBytes(value: AttributeValue): number {
  if ('S' in value) return textBytes(value.S);
  if ('N' in value) return numberBytes(value.N);
  if ('B' in value) return value.B.byteLength;
  if ('SS' in value) return sum(value.SS, textBytes);
  if ('NS' in value) return sum(value.NS, numberBytes);
  if ('BS' in value) return sum(value.BS, (bytes) => bytes.byteLength);
  // A list or map has three bytes of its own, and one for each member.
  if ('L' in value) return 3 + sum(value.L, (element) => 1 + valueBytes(element));
  if ('M' in value) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  return 1;
}

/** Two digits a byte, aligned on the decimal point, and one byte each for the exponent and for a minus sign. */
function numberBytes(text: string): number {
  const { digits, exponent, negative } = parseDecimal(text)!;
  if (digits === '') return 1;
  const unaligned = digits.length % 2 === 0 && exponent % 2 === 0;
  return 1 + Math.ceil(digits.length / 2) + (unaligned ? 1 : 0) + (negative ? 1 : 0);
}

function textBytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function sum<T>(members: readonly T[], size: (member: T) => number): number {
  let total = 0;
  for (const member of members) total += size(member);
  return total;
}
