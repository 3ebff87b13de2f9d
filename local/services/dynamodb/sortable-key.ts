import { type AttributeValue, bytesKey } from './attribute-value.ts';
import { parseDecimal, sortableDecimal } from './decimal.ts';

/**
 * Text whose order by code unit is DynamoDB's order of key values of one type: strings by their UTF-8 bytes, numbers
 * by value, binary by unsigned bytes. Two values have the same text only if they are the same key.
 */
export function sortableKey(value: AttributeValue): string {
  if ('S' in value) return sortableText(value.S);
  if ('N' in value) return sortableDecimal(parseDecimal(value.N)!);
  if ('B' in value) return bytesKey(value.B);
  throw new Error('Only strings, numbers and binary values have an order');
}

/**
 * UTF-16 places surrogates (characters beyond U+FFFF) before U+E000 to U+FFFF, UTF-8 after them. Swapping the two
 * ranges makes the orders agree.
 */
function sortableText(text: string): string {
  if (!/[\ud800-\uffff]/.test(text)) return text;
  let swapped = '';
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const shift = unit < 0xd800 ? 0 : unit < 0xe000 ? 0x2000 : -0x800;
    swapped += String.fromCharCode(unit + shift);
  }
  return swapped;
}

/** Order of tuples of such texts: member by member, a shorter tuple before one that continues it. */
export function compareKeys(left: readonly string[], right: readonly string[]): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    if (left[index]! < right[index]!) return -1;
    if (left[index]! > right[index]!) return 1;
  }
  return left.length - right.length;
}
