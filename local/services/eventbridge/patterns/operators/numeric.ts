import type { JsonTokens } from '../json-tokens.ts';
import { expectEnd, type Predicate, refuse, value } from '../predicate.ts';

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** Largest absolute value in a pattern: numbers beyond it are not told apart exactly. */
const largestNumber = Number.MAX_SAFE_INTEGER;

/** `{"numeric": [">", 0, "<=", 5]}`: one comparison, or a lower bound and an upper one. */
export function numeric(tokens: JsonTokens): Predicate {
  if (tokens.next() !== 'start-array') refuse(tokens, 'Value of numeric must be an array.');
  const first = readComparison(tokens);
  if (first === undefined) return refuse(tokens, 'Invalid member in numeric match: ]');
  const second = readComparison(tokens);
  if (second !== undefined) {
    if (first.operator === '=' || first.operator.startsWith('<'))
      refuse(tokens, 'Too many elements in numeric expression');
    if (!second.operator.startsWith('<')) refuse(tokens, `Bad numeric range operator: ${second.operator}`);
    if (second.operand <= first.operand) refuse(tokens, 'Bottom must be less than top');
    if (tokens.next() !== 'end-array') refuse(tokens, 'Too many terms in numeric range expression');
  }
  expectEnd(tokens);
  return value((leaf) => typeof leaf === 'number' && first.holds(leaf) && (second === undefined || second.holds(leaf)));
}

interface Comparison {
  readonly operator: string;
  readonly operand: number;
  readonly holds: (leaf: number) => boolean;
}

/** One operator and its number; undefined at the end of the array. */
function readComparison(tokens: JsonTokens): Comparison | undefined {
  const token = tokens.next();
  if (token === 'end-array') return undefined;
  if (token !== 'string') return refuse(tokens, `Invalid member in numeric match: ${token}`);
  const operator = tokens.text();
  const compare = comparisons[operator];
  if (!compare) return refuse(tokens, `Unrecognized numeric range operator: ${operator}`);
  if (tokens.next() !== 'number') {
    return refuse(
      tokens,
      operator === '=' ? 'Value of equals must be numeric' : `Value of ${operator} must be numeric`,
    );
  }
  const operand = Number(tokens.text());
  if (Math.abs(operand) > largestNumber) {
    return refuse(tokens, `Value must be between -${largestNumber} and ${largestNumber}, inclusive`);
  }
  return { operator, operand, holds: (leaf) => compare(leaf, operand) };
}
