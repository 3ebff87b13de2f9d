import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDecimals,
  formatDecimal,
  negateDecimal,
  parseDecimal,
  sortableDecimal,
} from '../../../../local/services/dynamodb/decimal.ts';

const decimal = (text: string) => parseDecimal(text)!;

/** Decimals as whole numbers of 10^-60, to compute with what the code under test does not use for order. */
const scaled = fc
  .tuple(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.integer({ min: -20, max: 20 }))
  .map(([digits, exponent]) => ({ text: `${digits}e${exponent}`, units: digits * 10n ** BigInt(exponent + 60) }));
const seed = 1;

describe('a decimal', () => {
  it.each([
    ['007.50', '7.5'],
    ['-0.0', '0'],
    ['+5', '5'],
    ['.5', '0.5'],
    ['12.', '12'],
    ['1.25e3', '1250'],
    ['1E-3', '0.001'],
    ['-120e-1', '-12'],
  ])('%s is written %s', (text, canonical) => {
    expect(formatDecimal(decimal(text))).toBe(canonical);
  });

  it.each(['', '.', '-', '1,5', '0x10', 'e5', '1e', ' 1', 'NaN'])('is not %j', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });

  it('sorts as text in the order of its value', () => {
    fc.assert(
      fc.property(scaled, scaled, (left, right) => {
        const [a, b] = [sortableDecimal(decimal(left.text)), sortableDecimal(decimal(right.text))];
        const order = left.units < right.units ? -1 : left.units > right.units ? 1 : 0;
        expect(a < b ? -1 : a > b ? 1 : 0).toBe(order);
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('is added and subtracted exactly', () => {
    fc.assert(
      fc.property(scaled, scaled, (left, right) => {
        const sum = addDecimals(decimal(left.text), decimal(right.text));
        const difference = addDecimals(decimal(left.text), negateDecimal(decimal(right.text)));
        expect(formatDecimal(sum)).toBe(formatDecimal(decimal(`${left.units + right.units}e-60`)));
        expect(formatDecimal(difference)).toBe(formatDecimal(decimal(`${left.units - right.units}e-60`)));
      }),
      { seed, numRuns: 1000 },
    );
  });
});
