import { type AttributeValue, typeOf } from '../attribute-value.ts';
import { validationError } from '../errors.ts';
import type { KeyRange } from '../item-index.ts';
import { sortableKey } from '../sortable-key.ts';
import { type KeyAttribute, type KeySchema, keyAttributes } from '../table-definition.ts';
import type { Comparator, Condition, Operand } from './syntax.ts';

/** What a KeyConditionExpression asks of the keys of a table or index. */
export interface KeyCondition {
  readonly hashValue: AttributeValue;
  readonly range?: KeyRange;
}

type KeyOperator = Comparator | 'BETWEEN' | 'begins_with';

interface Clause {
  readonly operator: KeyOperator;
  readonly values: readonly AttributeValue[];
}

/** By the name of the attribute. */
type KeyClauses = ReadonlyMap<string, Clause>;

const mirrored: Readonly<Record<Comparator, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** Reads a condition as at most one clause for each of two attributes, whatever the keys of the table are. */
export function parseKeyClauses(condition: Condition): KeyClauses {
  const clauses = new Map<string, Clause>();
  collectClauses(condition, clauses);
  if (clauses.size > 2) throw validationError('Conditions can be of length 1 or 2 only');
  return clauses;
}

/** The clauses as conditions on the hash key, which must be `=`, and on the range key. */
export function toKeyCondition(clauses: KeyClauses, schema: KeySchema): KeyCondition {
  for (const attribute of keyAttributes(schema)) assertClause(attribute, attribute === schema.hash, clauses, schema);
  const hash = clauses.get(schema.hash.name)!;
  const range = schema.range === undefined ? undefined : clauses.get(schema.range.name);
  const hashValue = hash.values[0]!;
  return range === undefined ? { hashValue } : { hashValue, range: toRange(range) };
}

function collectClauses(condition: Condition, clauses: Map<string, Clause>): void {
  switch (condition.kind) {
    case 'and':
      collectClauses(condition.left, clauses);
      collectClauses(condition.right, clauses);
      return;
    case 'or':
    case 'not':
    case 'in':
      throw notAllowed(condition.kind.toUpperCase());
    case 'function':
      if (condition.name !== 'begins_with') throw notAllowed(condition.name);
      addClause(clauses, condition.name, condition.operands, 'begins_with');
      return;
    case 'between':
      addClause(clauses, 'BETWEEN', [condition.operand, condition.lower, condition.upper], 'BETWEEN');
      return;
    case 'comparison': {
      const { comparator, left, right } = condition;
      if (comparator === '<>') throw notAllowed('<>');
      if (left.kind === 'value' && right.kind === 'path') addClause(clauses, mirrored[comparator], [right, left]);
      else addClause(clauses, comparator, [left, right]);
    }
  }
}

/** `fixedOrder`: name of an operator whose first operand must be the key. */
function addClause(
  clauses: Map<string, Clause>,
  operator: KeyOperator,
  operands: readonly Operand[],
  fixedOrder?: string,
): void {
  if (operands.some(({ kind }) => kind === 'function')) {
    throw validationError('KeyConditionExpressions cannot contain nested operations');
  }
  const invalid = 'Invalid condition in KeyConditionExpression: ';
  const [key, ...others] = operands;
  if (key!.kind !== 'path' && fixedOrder !== undefined) {
    throw validationError(`${invalid}${fixedOrder} operator must have the key attribute as its first operand`);
  }
  if (key!.kind !== 'path') throw validationError(`${invalid}No key attribute specified`);
  if (others.some(({ kind }) => kind === 'path')) {
    throw validationError(`${invalid}Multiple attribute names used in one condition`);
  }
  if (key!.path.length > 1) {
    throw validationError('KeyConditionExpressions cannot have conditions on nested attributes');
  }
  const name = String(key!.path[0]);
  if (clauses.has(name)) throw validationError('KeyConditionExpressions must only contain one condition per key');
  const values = others.flatMap((operand) => (operand.kind === 'value' ? [operand.value] : []));
  clauses.set(name, { operator, values });
}

function assertClause(
  { name, type }: KeyAttribute,
  isHash: boolean,
  clauses: ReadonlyMap<string, Clause>,
  schema: KeySchema,
): void {
  if (isHash && schema.range === undefined && clauses.size > 1) {
    throw validationError('Query key condition not supported');
  }
  const clause = clauses.get(name);
  if (clause === undefined) {
    if (!isHash && clauses.size === 1) return;
    throw validationError(`Query condition missed key schema element: ${name}`);
  }
  if (clause.values.some((value) => typeOf(value) !== type)) {
    throw validationError(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    );
  }
  if (clause.operator === 'begins_with' && type === 'N') {
    throw validationError(
      'Invalid KeyConditionExpression: Incorrect operand type for operator or function; ' +
        'operator or function: begins_with, operand type: N',
    );
  }
  if (isHash && clause.operator !== '=') throw validationError('Query key condition not supported');
  if (clause.values.some((value) => 'S' in value && value.S === '')) {
    throw validationError(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ' +
        `string value. Key: ${name}`,
    );
  }
}

function toRange({ operator, values }: Clause): KeyRange {
  const [first, last] = [sortableKey(values[0]!), sortableKey(values.at(-1)!)];
  const always = () => true;
  const never = () => false;
  switch (operator) {
    case '<':
      return { isAtOrBeyondStart: always, isBeyondEnd: (key) => key >= first };
    case '<=':
      return { isAtOrBeyondStart: always, isBeyondEnd: (key) => key > first };
    case '>':
      return { isAtOrBeyondStart: (key) => key > first, isBeyondEnd: never };
    case '>=':
      return { isAtOrBeyondStart: (key) => key >= first, isBeyondEnd: never };
    case 'begins_with':
      return {
        isAtOrBeyondStart: (key) => key >= first,
        isBeyondEnd: (key) => key > first && !key.startsWith(first),
      };
    default:
      return { isAtOrBeyondStart: (key) => key >= first, isBeyondEnd: (key) => key > last };
  }
}

function notAllowed(operator: string): Error {
  return validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}
