import { type AttributeValue, areBytesEqual, areValuesEqual, type Item, typeOf } from '../attribute-value.ts';
import { sortableKey } from '../sortable-key.ts';
import { isOrdered } from './condition-checks.ts';
import { valueAt } from './document.ts';
import type { Comparator, Condition, FunctionCall, Operand } from './syntax.ts';

/**
 * Whether an item fulfils a condition. An operand that the item does not have makes a comparison false, except `<>`,
 * which is true unless both sides are there and equal.
 */
export function evaluateCondition(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return evaluateCondition(condition.left, item) && evaluateCondition(condition.right, item);
    case 'or':
      return evaluateCondition(condition.left, item) || evaluateCondition(condition.right, item);
    case 'not':
      return !evaluateCondition(condition.condition, item);
    case 'comparison':
      return compare(condition.comparator, resolve(condition.left, item), resolve(condition.right, item));
    case 'between': {
      const value = resolve(condition.operand, item);
      const { lower, upper } = condition;
      return compare('>=', value, resolve(lower, item)) && compare('<=', value, resolve(upper, item));
    }
    case 'in': {
      const value = resolve(condition.operand, item);
      return condition.candidates.some((candidate) => compare('=', value, resolve(candidate, item)));
    }
    case 'function':
      return evaluateFunction(condition, item);
  }
}

function evaluateFunction({ name, operands }: FunctionCall, item: Item): boolean {
  const [first, second] = operands.map((operand) => resolve(operand, item));
  switch (name) {
    case 'attribute_exists':
      return first !== undefined;
    case 'attribute_not_exists':
      return first === undefined;
    case 'attribute_type':
      return first !== undefined && second !== undefined && 'S' in second && typeOf(first) === second.S;
    case 'begins_with':
      return first !== undefined && second !== undefined && beginsWith(first, second);
    case 'contains':
      return first !== undefined && second !== undefined && contains(first, second);
    default:
      throw new Error(`${name} is no condition`);
  }
}

function resolve(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  return sizeOf(resolve(operand.operands[0]!, item));
}

function compare(comparator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (comparator === '<>') return left === undefined || right === undefined || !areValuesEqual(left, right);
  if (left === undefined || right === undefined) return false;
  if (comparator === '=') return areValuesEqual(left, right);
  const type = typeOf(left);
  if (type !== typeOf(right) || !isOrdered(type)) return false;
  const [leftKey, rightKey] = [sortableKey(left), sortableKey(right)];
  if (comparator === '<') return leftKey < rightKey;
  if (comparator === '<=') return leftKey <= rightKey;
  if (comparator === '>') return leftKey > rightKey;
  return leftKey >= rightKey;
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if ('S' in value && 'S' in prefix) return value.S.startsWith(prefix.S);
  if ('B' in value && 'B' in prefix) return areBytesEqual(value.B.subarray(0, prefix.B.byteLength), prefix.B);
  return false;
}

/** Part of a text, member of a set, or element of a list. */
function contains(value: AttributeValue, part: AttributeValue): boolean {
  if ('L' in value) return value.L.some((element) => areValuesEqual(element, part));
  if ('S' in part) return 'S' in value ? value.S.includes(part.S) : 'SS' in value && value.SS.includes(part.S);
  if ('N' in part) return 'NS' in value && value.NS.includes(part.N);
  if (!('B' in part)) return false;
  if ('B' in value) return Buffer.from(value.B).includes(Buffer.from(part.B));
  return 'BS' in value && value.BS.some((member) => areBytesEqual(member, part.B));
}

/** Characters of a text, bytes of a binary value, members of a collection; other types have no size. */
function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value === undefined) return undefined;
  if ('S' in value) return number(value.S.length);
  if ('B' in value) return number(value.B.byteLength);
  if ('SS' in value) return number(value.SS.length);
  if ('NS' in value) return number(value.NS.length);
  if ('BS' in value) return number(value.BS.length);
  if ('L' in value) return number(value.L.length);
  if ('M' in value) return number(Object.keys(value.M).length);
  return undefined;
}

function number(count: number): AttributeValue {
  return { N: String(count) };
}
