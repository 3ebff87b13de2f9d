import type { Position } from '../location/position.ts';

/** Version 1, five decimals, no third dimension. */
const header = 'BF';
const precision = 1e5;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Positions as one text: latitude and longitude by turns, each as its difference from the one before, in base 64 with the
 * sign in the lowest bit. Format: github.com/heremaps/flexible-polyline.
 */
export function encodeFlexiblePolyline(positions: readonly Position[]): string {
  let text = header;
  let last: readonly number[] = [0, 0];
  for (const [longitude, latitude] of positions) {
    const next = [Math.round(latitude * precision), Math.round(longitude * precision)];
    for (const [index, value] of next.entries()) text += encodeDifference(value - last[index]!);
    last = next;
  }
  return text;
}

function encodeDifference(difference: number): string {
  // Within 32 bits: the greatest difference is 360 degrees, doubled.
  let rest = difference < 0 ? -2 * difference - 1 : 2 * difference;
  let text = '';
  while (rest > 0x1f) {
    text += alphabet[(rest & 0x1f) | 0x20];
    rest >>>= 5;
  }
  return text + alphabet[rest];
}
