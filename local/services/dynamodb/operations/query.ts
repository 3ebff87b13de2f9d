import type { Kernel } from '../../../kernel/kernel.ts';
import { consumedCapacity, meterReads, parseCapacityRequest } from '../capacity.ts';
import { validationError } from '../errors.ts';
import type { ParsedCondition } from '../expressions/condition-parser.ts';
import { type KeyCondition, parseKeyClauses, toKeyCondition } from '../expressions/key-condition.ts';
import { parseRequestExpressions } from '../expressions/request-expressions.ts';
import type { Position } from '../item-index.ts';
import type { Input } from '../parse-members.ts';
import { sortableKey } from '../sortable-key.ts';
import { type KeySchema, keyAttributes } from '../table-definition.ts';
import type { TableStore } from '../table-store.ts';
import { parsePageRequest, readPage } from './page.ts';
import { parseStartKey } from './start-key.ts';

export function createQuery(kernel: Kernel, store: TableStore) {
  return (input: Input) => {
    const capacity = parseCapacityRequest(input.ReturnConsumedCapacity);
    const expressions = parseRequestExpressions(input, [
      'KeyConditionExpression',
      'FilterExpression',
      'ProjectionExpression',
    ]);
    if (expressions.keyCondition === undefined) {
      throw validationError(
        'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
      );
    }
    const clauses = parseKeyClauses(expressions.keyCondition.condition);
    const table = store.get(input.TableName);
    const request = parsePageRequest(table, input, expressions);
    const schema = request.index?.definition.key ?? table.definition.key;
    const condition = toKeyCondition(clauses, schema);
    assertFiltersNoKey(expressions.filter, schema);
    const after = parseStartKey(input.ExclusiveStartKey, request);
    if (after !== undefined) assertWithinCondition(after, condition);

    const { hashValue, range } = condition;
    const source = (request.index?.entries ?? table.items).query({
      hashKey: sortableKey(hashValue),
      isForward: input.ScanIndexForward !== false,
      ...(range === undefined ? {} : { range }),
      ...(after === undefined ? {} : { after }),
    });
    const { answer, consumption } = readPage(request, source);
    meterReads(kernel, consumption);
    return { ...answer, ...consumedCapacity(capacity, consumption) };
  };
}

function assertFiltersNoKey(filter: ParsedCondition | undefined, schema: KeySchema): void {
  const heads = new Set(filter?.paths.map(([head]) => head));
  const attribute = keyAttributes(schema).find(({ name }) => heads.has(name));
  if (attribute === undefined) return;
  throw validationError(
    `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${attribute.name}`,
  );
}

function assertWithinCondition(after: Position, { hashValue, range }: KeyCondition): void {
  const rangeKey = after.orderKey[0]!;
  if (range !== undefined && (!range.isAtOrBeyondStart(rangeKey) || range.isBeyondEnd(rangeKey))) {
    throw validationError('The provided starting key does not match the range key predicate');
  }
  if (after.hashKey !== sortableKey(hashValue)) {
    throw validationError('The provided starting key is outside query boundaries based on provided conditions');
  }
}
