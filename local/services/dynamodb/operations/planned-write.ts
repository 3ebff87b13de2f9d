import { type Item, typeOf } from '../attribute-value.ts';
import { type Consumption, refusedWriteConsumption, writeConsumption } from '../capacity.ts';
import { validationError } from '../errors.ts';
import { evaluateCondition } from '../expressions/condition-evaluator.ts';
import type { ParsedCondition } from '../expressions/condition-parser.ts';
import { parseRequestExpressions } from '../expressions/request-expressions.ts';
import type { DocumentPath, UpdateAction } from '../expressions/syntax.ts';
import { applyUpdate } from '../expressions/update-evaluator.ts';
import type { Position } from '../item-index.ts';
import { assertIndexKeys, assertItemKeys, assertKey, indexTypeMismatch, tablePosition } from '../item-key.ts';
import { itemBytes } from '../item-size.ts';
import { limits } from '../limits.ts';
import { parseItem } from '../parse-attribute-value.ts';
import { type Input, parseEnum, parseRecord } from '../parse-members.ts';
import type { Table } from '../table.ts';
import { keyAttributes, type TableDefinition } from '../table-definition.ts';
import type { TableStore } from '../table-store.ts';
import { assertKeyPathsAreScalar } from './key-paths.ts';

/**
 * What one write would do, worked out without doing it. Single writes carry it out at once; a batch or a transaction
 * first plans all of its writes, and carries out all or none.
 */
export interface PlannedWrite {
  readonly table: Table;
  readonly position: Position;
  /** Whether the condition, if any, holds. */
  readonly isAllowed: boolean;
  readonly before: Item | null;
  /** Null removes the item. */
  readonly after: Item | null;
  readonly consumption: Consumption;
  /** Item to go with the refusal of the condition, where the request asks for it and there is one. */
  readonly itemOnRefusal: Item | undefined;
  /** Paths that an update names. */
  readonly updatedPaths: readonly DocumentPath[];
}

export function planPut(store: TableStore, input: Input): PlannedWrite {
  const item = parseItem(parseRecord(input.Item, 'item'));
  if (itemBytes(item) > limits.itemBytes) {
    throw validationError('Item size has exceeded the maximum allowed size');
  }
  const { condition } = parseRequestExpressions(input, ['ConditionExpression']);
  const table = store.get(input.TableName);
  const { key, indexes } = table.definition;
  assertItemKeys(key, indexes, item);
  return plan(table, tablePosition(key, item), input, condition, () => item);
}

export function planDelete(store: TableStore, input: Input): PlannedWrite {
  const key = parseItem(parseRecord(input.Key, 'key'));
  const { condition } = parseRequestExpressions(input, ['ConditionExpression']);
  const table = store.get(input.TableName);
  assertKey(table.definition.key, key);
  return plan(table, tablePosition(table.definition.key, key), input, condition, () => null);
}

/** A check without a write, as transactions have it. */
export function planConditionCheck(store: TableStore, input: Input): PlannedWrite {
  if (input.ConditionExpression === undefined || input.ConditionExpression === null) {
    throw validationError("The parameter 'ConditionExpression' is required but was not present in the request");
  }
  const key = parseItem(parseRecord(input.Key, 'key'));
  const { condition } = parseRequestExpressions(input, ['ConditionExpression']);
  const table = store.get(input.TableName);
  assertKey(table.definition.key, key);
  return plan(table, tablePosition(table.definition.key, key), input, condition, (before) => before);
}

export function planUpdate(store: TableStore, input: Input): PlannedWrite {
  const key = parseItem(parseRecord(input.Key, 'key'));
  const { update, condition } = parseRequestExpressions(input, ['UpdateExpression', 'ConditionExpression']);
  const table = store.get(input.TableName);
  const definition = table.definition;
  assertKey(definition.key, key);
  const actions = update?.actions ?? [];
  assertUpdatesNoKey(definition, actions);
  assertUpdatesFitIndexes(definition, actions);
  assertKeyPathsAreScalar(definition, update?.namedPaths ?? []);

  const position = tablePosition(definition.key, key);
  const planned = plan(table, position, input, condition, (before) => {
    const item = applyUpdate(before ?? key, actions);
    assertUpdatedIndexKeys(definition, actions, item);
    if (itemBytes(item) > limits.itemBytes) {
      throw validationError('Item size to update has exceeded the maximum allowed size');
    }
    return item;
  });
  return { ...planned, updatedPaths: update?.paths ?? [] };
}

function plan(
  table: Table,
  position: Position,
  input: Input,
  condition: ParsedCondition | undefined,
  change: (before: Item | null) => Item | null,
): PlannedWrite {
  const onRefusal = parseEnum(
    input.ReturnValuesOnConditionCheckFailure,
    'returnValuesOnConditionCheckFailure',
    ['ALL_OLD', 'NONE'] as const,
    'NONE',
  );
  const before = table.get(position);
  const isAllowed = condition === undefined || evaluateCondition(condition.condition, before ?? {});
  const after = isAllowed ? change(before) : before;
  return {
    table,
    position,
    isAllowed,
    before,
    after,
    consumption: isAllowed ? writeConsumption(table, before, after) : refusedWriteConsumption(table, before),
    itemOnRefusal: onRefusal === 'ALL_OLD' && before !== null ? before : undefined,
    updatedPaths: [],
  };
}

function assertUpdatesNoKey({ key }: TableDefinition, actions: readonly UpdateAction[]): void {
  const updated = new Set(actions.map(({ path }) => path[0]));
  const attribute = keyAttributes(key).find(({ name }) => updated.has(name));
  if (attribute === undefined) return;
  throw validationError(
    `One or more parameter values were invalid: Cannot update attribute ${attribute.name}. ` +
      'This attribute is part of the key',
  );
}

/** Refuses values of the wrong type for an index key where the expression itself shows them: before any condition. */
function assertUpdatesFitIndexes({ indexes }: TableDefinition, actions: readonly UpdateAction[]): void {
  for (const index of indexes) {
    for (const { name, type } of keyAttributes(index.key)) {
      const action = actions.find(({ path }) => path.length === 1 && path[0] === name);
      const actual = action === undefined ? null : knownType(action);
      if (actual !== null && actual !== type) throw indexTypeMismatch(index, name, type, actual);
    }
  }
}

function knownType(action: UpdateAction): string | null {
  if (action.kind === 'remove') return null;
  if (action.kind !== 'set') return typeOf(action.value);
  return action.value.kind === 'value' ? typeOf(action.value.value) : null;
}

function assertUpdatedIndexKeys({ indexes }: TableDefinition, actions: readonly UpdateAction[], item: Item): void {
  for (const { name, type } of indexes.flatMap((index) => keyAttributes(index.key))) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value === undefined || typeOf(value) === type || !actions.some(({ path }) => path[0] === name)) continue;
    throw validationError('The update expression attempted to update the secondary index key to unsupported type');
  }
  assertIndexKeys(indexes, item);
}
