/**
 * Decimal numbers of up to 38 significant digits, exactly: DynamoDB's numbers are not IEEE doubles.
 */
export interface Decimal {
  readonly negative: boolean;
  /** Significant digits without zeros at either end; empty for zero. */
  readonly digits: string;
  /** Power of ten of the first digit: 12.5 is digits `125`, exponent 1. Zero has exponent 0. */
  readonly exponent: number;
}

const zero: Decimal = { negative: false, digits: '', exponent: 0 };
const spelling = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Reads `12`, `-0.5`, `1e10`; null for text that is not a number. */
export function parseDecimal(text: string): Decimal | null {
  const match = spelling.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const all = whole + fraction;
  if (all === '') return null;
  return normalise(sign === '-', all, whole.length - 1 + Number(power));
}

/** Canonical text: plain notation whatever the exponent. */
export function formatDecimal({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const wholeDigits = exponent + 1;
  if (digits.length <= wholeDigits) return sign + digits.padEnd(wholeDigits, '0');
  return `${sign}${digits.slice(0, wholeDigits)}.${digits.slice(wholeDigits)}`;
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const leftScale = left.exponent - left.digits.length + 1;
  const rightScale = right.exponent - right.digits.length + 1;
  const scale = Math.min(leftScale, rightScale);
  const sum = scaled(left, leftScale - scale) + scaled(right, rightScale - scale);
  const digits = (sum < 0n ? -sum : sum).toString();
  return normalise(sum < 0n, digits, scale + digits.length - 1);
}

export function negateDecimal(decimal: Decimal): Decimal {
  return decimal.digits === '' ? decimal : { ...decimal, negative: !decimal.negative };
}

/**
 * Text that sorts (by code unit) as the numbers do: a sign, the exponent made positive, the digits; all complemented
 * for negative numbers, and closed by a character above the digits, since of two such the longer one is smaller.
 */
export function sortableDecimal({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '1';
  const shifted = exponent + 500;
  if (!negative) return `2${String(shifted).padStart(3, '0')}${digits}`;
  const complement = digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
  return `0${String(999 - shifted).padStart(3, '0')}${complement}~`;
}

function scaled(decimal: Decimal, shift: number): bigint {
  const magnitude = BigInt(decimal.digits || '0') * 10n ** BigInt(shift);
  return decimal.negative ? -magnitude : magnitude;
}

/** `exponent` is that of the first of `digits`, which may begin and end with zeros here. */
function normalise(negative: boolean, digits: string, exponent: number): Decimal {
  const first = digits.search(/[1-9]/);
  if (first === -1) return zero;
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return { negative, digits: digits.slice(first, end), exponent: exponent - first };
}
