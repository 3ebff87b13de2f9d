import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../asl.ts';
import type { FilterCondition, FilterOperand, FilterOperator } from './path.ts';
import { type PathDocuments, PathNotFoundError, readPath } from './read-path.ts';

/** Whether the condition holds for the item that `documents` has. A path in it that leads nowhere equals nothing. */
export function holds(condition: FilterCondition, documents: PathDocuments): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(part, documents));
    case 'or':
      return condition.parts.some((part) => holds(part, documents));
    case 'not':
      return !holds(condition.part, documents);
    case 'exists':
      return operandValue({ kind: 'path', path: condition.path }, documents) !== undefined;
    case 'comparison':
      return compare(condition.operator, operandValue(condition.left, documents), condition.right, documents);
  }
}

function compare(
  operator: FilterOperator,
  left: Json | undefined,
  operand: FilterOperand,
  documents: PathDocuments,
): boolean {
  if (operator === '=~') {
    return operand.kind === 'pattern' && typeof left === 'string' && operand.pattern.test(left);
  }
  const right = operandValue(operand, documents);
  switch (operator) {
    case '==':
      return left !== undefined && isDeepStrictEqual(left, right);
    case '!=':
      return !isDeepStrictEqual(left, right);
    case 'in':
    case 'nin': {
      const isIn = Array.isArray(right) && right.some((item) => isDeepStrictEqual(item, left));
      return isIn === (operator === 'in');
    }
    default:
      return isOrdered(operator, left, right);
  }
}

/** Only numbers with numbers and text with text have an order. */
function isOrdered(operator: '<' | '<=' | '>' | '>=', left: Json | undefined, right: Json | undefined): boolean {
  if (typeof left !== typeof right) return false;
  if (typeof left !== 'number' && typeof left !== 'string') return false;
  const other = right as typeof left;
  switch (operator) {
    case '<':
      return left < other;
    case '<=':
      return left <= other;
    case '>':
      return left > other;
    case '>=':
      return left >= other;
  }
}

function operandValue(operand: FilterOperand, documents: PathDocuments): Json | undefined {
  if (operand.kind === 'literal') return operand.value;
  if (operand.kind === 'pattern') return undefined;
  try {
    return readPath(operand.path, documents);
  } catch (error) {
    if (error instanceof PathNotFoundError) return undefined;
    throw error;
  }
}
