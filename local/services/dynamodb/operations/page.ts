import type { Item } from '../attribute-value.ts';
import { type Consumption, getItemUnits, readUnits } from '../capacity.ts';
import { validationError } from '../errors.ts';
import { evaluateCondition } from '../expressions/condition-evaluator.ts';
import type { RequestExpressions } from '../expressions/request-expressions.ts';
import type { DocumentPath } from '../expressions/syntax.ts';
import { keyOf, tablePosition } from '../item-key.ts';
import { itemBytes } from '../item-size.ts';
import { limits } from '../limits.ts';
import { type Input, parseCount, parseEnum } from '../parse-members.ts';
import type { Table, TableIndex } from '../table.ts';
import { projectedAttributes } from '../table-definition.ts';
import { answerItem } from './get-item.ts';
import { assertKeyPathsAreScalar } from './key-paths.ts';

/** What Query and Scan have in common: where they read, and what they answer of it. */
export interface PageRequest {
  readonly table: Table;
  readonly index: TableIndex | null;
  readonly isConsistent: boolean;
  readonly limit: number | undefined;
  readonly select: Select;
  readonly filter: RequestExpressions['filter'];
  readonly projection: readonly DocumentPath[] | undefined;
}

type Select = (typeof selects)[number];
const selects = ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'] as const;

interface Page {
  readonly answer: {
    readonly Items?: readonly Item[];
    readonly Count: number;
    readonly ScannedCount: number;
    readonly LastEvaluatedKey?: Item;
  };
  readonly consumption: Consumption;
}

const invalid = 'One or more parameter values were invalid: ';

export function parsePageRequest(table: Table, input: Input, expressions: RequestExpressions): PageRequest {
  const { filter, projection } = expressions;
  const request: PageRequest = {
    table,
    index: parseIndex(table, input.IndexName),
    isConsistent: input.ConsistentRead === true,
    limit: parseCount(input.Limit, 'limit', 1),
    select: parseSelect(input, projection !== undefined),
    filter,
    projection,
  };
  if (request.isConsistent && request.index?.definition.scope === 'global') {
    throw validationError('Consistent reads are not supported on global secondary indexes');
  }
  assertKeyPathsAreScalar(table.definition, [...(projection ?? []), ...(filter?.paths ?? [])]);
  assertIsProjected(request);
  return request;
}

/** Reads from `source` until the limit or the size of a page is reached; the filter sees only what was read. */
export function readPage(request: PageRequest, source: Iterable<Item>): Page {
  const { table, index, isConsistent, limit, select, filter, projection } = request;
  const isFetched = needsTableItem(request);
  const items: Item[] = [];
  let scanned = 0;
  let bytes = 0;
  let fetchedUnits = 0;
  let last: Item | null = null;
  let isCut = false;
  for (const entry of source) {
    const item = isFetched ? table.get(tablePosition(table.definition.key, entry))! : entry;
    const size = itemBytes(entry);
    if (scanned > 0 && bytes + size > limits.pageBytes) {
      isCut = true;
      break;
    }
    scanned += 1;
    bytes += size;
    last = entry;
    if (isFetched) fetchedUnits += getItemUnits(item, isConsistent);
    if (filter === undefined || evaluateCondition(filter.condition, item)) items.push(item);
    if (scanned === limit) {
      isCut = true;
      break;
    }
  }
  const units = readUnits(bytes, isConsistent);
  return {
    answer: {
      ...(select === 'COUNT' ? {} : { Items: items.map((item) => answerItem(item, projection)) }),
      Count: items.length,
      ScannedCount: scanned,
      ...(isCut
        ? { LastEvaluatedKey: answerItem(keyOf(table.definition.key, index?.definition.key ?? null, last!), undefined) }
        : {}),
    },
    consumption:
      index === null
        ? { table, tableUnits: units, indexUnits: new Map() }
        : { table, tableUnits: fetchedUnits, indexUnits: new Map([[index, units]]) },
  };
}

function parseIndex(table: Table, name: unknown): TableIndex | null {
  if (name === undefined || name === null) return null;
  const index = table.index(String(name));
  if (index !== undefined) return index;
  throw validationError(`The table does not have the specified index: ${name}`);
}

function parseSelect(input: Input, hasProjection: boolean): Select {
  const hasIndex = input.IndexName !== undefined && input.IndexName !== null;
  const usual = hasProjection ? 'SPECIFIC_ATTRIBUTES' : hasIndex ? 'ALL_PROJECTED_ATTRIBUTES' : 'ALL_ATTRIBUTES';
  const select = parseEnum(input.Select, 'select', selects, usual);
  if (select === 'SPECIFIC_ATTRIBUTES' && !hasProjection) {
    throw validationError(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && !hasIndex) {
    throw validationError(`${invalid}ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName`);
  }
  if (hasProjection && select !== 'SPECIFIC_ATTRIBUTES') {
    const choice = select === 'COUNT' ? 'only the Count' : select;
    throw validationError(`Cannot specify the ProjectionExpression when choosing to get ${choice}`);
  }
  return select;
}

/** A global index answers from its own entries only. */
function assertIsProjected(request: PageRequest): void {
  const { index, select } = request;
  if (index === null || index.definition.scope === 'local' || index.definition.projection === 'ALL') return;
  const { name } = index.definition;
  if (select === 'ALL_ATTRIBUTES') {
    throw validationError(
      `${invalid}Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} ` +
        'because its projection type is not ALL',
    );
  }
  const missing = unprojectedNames(request);
  if (missing.length > 0) {
    throw validationError(`${invalid}Global secondary index ${name} does not project [${missing.join(', ')}]`);
  }
}

/** Whether a local index has to look the item up in its table. */
function needsTableItem(request: PageRequest): boolean {
  if (request.index === null || request.index.definition.projection === 'ALL') return false;
  return request.select === 'ALL_ATTRIBUTES' || unprojectedNames(request).length > 0;
}

function unprojectedNames({ table, index, projection, filter }: PageRequest): readonly string[] {
  const projected = projectedAttributes(table.definition.key, index!.definition);
  if (projected === null) return [];
  const named = [...(projection ?? []), ...(filter?.paths ?? [])].map(([head]) => String(head));
  return [...new Set(named)].filter((name) => !projected.has(name));
}
