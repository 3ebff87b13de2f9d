import fc from 'fast-check';
import { keySchema, numberKey, stringKey } from '../create-dynamodb.ts';
import { condition, expressionMembers, type Fragment, keyCondition, projection, update } from './expressions.ts';
import {
  anyValue,
  goodIndex,
  indexNumber,
  indexText,
  type Json,
  number,
  scalar,
  set,
  text,
  textSet,
  usually,
} from './values.ts';

/**
 * Random courses of requests over a few keys and attributes. What dynalite itself gets wrong is left out: order between
 * values that have none, equality of lists and maps, several list positions in one update, copies of what it changes.
 */
export interface Step {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

export const differentialTables: readonly Json[] = [
  {
    TableName: 'texts',
    AttributeDefinitions: [stringKey('pk'), stringKey('sk'), stringKey('g'), numberKey('h')],
    KeySchema: keySchema('pk', 'sk'),
    GlobalSecondaryIndexes: [
      { IndexName: 'by-g', KeySchema: keySchema('g', 'h'), Projection: { ProjectionType: 'ALL' } },
    ],
    LocalSecondaryIndexes: [
      { IndexName: 'by-h', KeySchema: keySchema('pk', 'h'), Projection: { ProjectionType: 'ALL' } },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  },
  {
    TableName: 'numbers',
    AttributeDefinitions: [stringKey('pk'), numberKey('sk')],
    KeySchema: keySchema('pk', 'sk'),
    BillingMode: 'PAY_PER_REQUEST',
  },
];

const hashValues = ['p', 'q'].map((text) => ({ S: text }));
const rangeValues = {
  texts: ['a', 'ab', 'é'].map((text) => ({ S: text })),
  numbers: ['-12.5', '3', '20'].map((text) => ({ N: text })),
};
type TableName = keyof typeof rangeValues;

/** Requests that remove whatever a course may have left. */
export const cleaning: readonly Step[] = (['texts', 'numbers'] as const).map((tableName) => ({
  operation: 'BatchWriteItem',
  input: {
    RequestItems: {
      [tableName]: hashValues.flatMap((pk) =>
        rangeValues[tableName].map((sk) => ({ DeleteRequest: { Key: { pk, sk } } })),
      ),
    },
  },
}));

const key = (tableName: TableName) =>
  fc.record({ pk: fc.constantFrom(...hashValues), sk: fc.constantFrom(...rangeValues[tableName]) });

const item = (tableName: TableName, index: { g: fc.Arbitrary<Json>; h: fc.Arbitrary<Json> }) =>
  fc
    .tuple(
      key(tableName),
      fc.record(
        {
          ...index,
          a: usually(number, anyValue),
          b: usually(text, anyValue),
          c: usually(textSet, set),
          l: fc.array(scalar, { minLength: 2, maxLength: 3 }).map((elements) => ({ L: elements })),
          m: fc.record({ x: scalar, y: scalar }).map((members) => ({ M: members })),
        },
        { requiredKeys: ['a', 'b', 'l', 'm'] },
      ),
    )
    .map(([own, others]) => ({ ...others, ...own }));

const maybe = (fragment: fc.Arbitrary<Fragment>) => fc.option(fragment, { freq: 1 });

const write = (tableName: TableName): fc.Arbitrary<Step> => {
  const capacity = tableName === 'numbers' ? { ReturnConsumedCapacity: 'TOTAL' } : {};
  const step = (operation: string, input: Json): Step => ({
    operation,
    input: { TableName: tableName, ...capacity, ...input },
  });
  const old = fc.constantFrom('NONE', 'ALL_OLD');
  const returned = fc.constantFrom('NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW');
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .tuple(item(tableName, { g: indexText, h: indexNumber }), maybe(condition), old)
        .map(([Item, ConditionExpression, ReturnValues]) =>
          step('PutItem', { Item, ReturnValues, ...expressionMembers({ ConditionExpression }) }),
        ),
    },
    {
      weight: 6,
      arbitrary: fc
        .tuple(key(tableName), update, maybe(condition), returned)
        .map(([Key, UpdateExpression, ConditionExpression, ReturnValues]) =>
          step('UpdateItem', { Key, ReturnValues, ...expressionMembers({ UpdateExpression, ConditionExpression }) }),
        ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(key(tableName), maybe(condition), old)
        .map(([Key, ConditionExpression, ReturnValues]) =>
          step('DeleteItem', { Key, ReturnValues, ...expressionMembers({ ConditionExpression }) }),
        ),
    },
  );
};

const read = (tableName: TableName): fc.Arbitrary<Step> => {
  const own = keyCondition('pk', fc.constantFrom(...hashValues), 'sk', fc.constantFrom(...rangeValues[tableName]));
  const byText = keyCondition(
    'g',
    fc.constantFrom({ S: 'g1' }, { S: 'g2' }),
    'h',
    fc.constantFrom({ N: '1' }, { N: '2' }),
  );
  const byNumber = keyCondition('pk', fc.constantFrom(...hashValues), 'h', fc.constantFrom({ N: '1' }, { N: '2' }));
  const sources: fc.Arbitrary<[string | null, Fragment]>[] = [own.map((fragment) => [null, fragment])];
  if (tableName === 'texts') {
    sources.push(
      byText.map((fragment) => ['by-g', fragment]),
      byNumber.map((fragment) => ['by-h', fragment]),
    );
  }
  const index = (name: string | null) => (name === null ? {} : { IndexName: name });
  const filter = maybe(condition);
  const limit = fc.option(fc.integer({ min: 1, max: 3 })).map((count) => (count === null ? {} : { Limit: count }));
  const consistent = fc.boolean().map((isConsistent) => (isConsistent ? { ConsistentRead: true } : {}));
  return fc.oneof(
    fc.tuple(key(tableName), projection, consistent).map(([Key, ProjectionExpression, more]) => ({
      operation: 'GetItem',
      input: { TableName: tableName, Key, ...more, ...expressionMembers({ ProjectionExpression }) },
    })),
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.oneof(...sources), filter, projection, limit, consistent, fc.boolean())
        .map(([[name, KeyConditionExpression], FilterExpression, ProjectionExpression, page, more, isForward]) => ({
          operation: 'Query',
          input: {
            TableName: tableName,
            ...index(name),
            ...page,
            ...more,
            ScanIndexForward: isForward,
            ...expressionMembers({ KeyConditionExpression, FilterExpression, ProjectionExpression }),
          },
        })),
    },
    fc
      .tuple(fc.constantFrom(null, ...(tableName === 'texts' ? ['by-g', 'by-h'] : [])), filter, projection, limit)
      .map(([name, FilterExpression, ProjectionExpression, page]) => ({
        operation: 'Scan',
        input: {
          TableName: tableName,
          ...index(name),
          ...page,
          ...expressionMembers({ FilterExpression, ProjectionExpression }),
        },
      })),
    fc.array(key(tableName), { minLength: 1, maxLength: 3 }).map((Keys) => ({
      operation: 'BatchGetItem',
      input: { RequestItems: { [tableName]: { Keys } } },
    })),
  );
};

/** Puts some items, then reads and writes as it comes. */
export const course: fc.Arbitrary<readonly Step[]> = fc
  .constantFrom<TableName>('texts', 'texts', 'numbers')
  .chain((tableName) => {
    const given = item(tableName, goodIndex).map((Item) => ({
      operation: 'PutItem',
      input: { TableName: tableName, Item },
    }));
    const steps = fc.oneof(write(tableName), read(tableName));
    return fc
      .tuple(fc.array(given, { minLength: 3, maxLength: 5 }), fc.array(steps, { minLength: 4, maxLength: 12 }))
      .map(([before, after]) => [...before, ...after]);
  });
