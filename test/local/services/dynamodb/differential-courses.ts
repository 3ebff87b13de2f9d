import fc from 'fast-check';
import { keySchema, numberKey, stringKey } from './create-dynamodb.ts';

/**
 * Random courses of requests over a few keys and attributes. What dynalite itself gets wrong is left out: order between
 * values that have none, equality of lists and maps, several list positions in one update, copies of what it changes.
 */
export interface Step {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

type Json = Record<string, unknown>;

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

const number = fc.constantFrom('1', '2', '10', '-3', '0.5', '1e2', '1.50').map((text) => ({ N: text }));
const text = fc.constantFrom('x', 'xy', 'y', 'é').map((value) => ({ S: value }));
const set = fc.oneof(
  fc.subarray(['x', 'y', 'z'], { minLength: 1 }).map((members) => ({ SS: members })),
  fc.subarray(['1', '2', '10'], { minLength: 1 }).map((members) => ({ NS: members })),
);
const scalar: fc.Arbitrary<Json> = fc.oneof(number, text);
const flag: fc.Arbitrary<Json> = fc.oneof(
  fc.boolean().map((value) => ({ BOOL: value })),
  fc.constant({ NULL: true }),
);
const list = fc.array(scalar, { maxLength: 3 }).map((elements) => ({ L: elements }));
const map = fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }).map((members) => ({ M: members }));
const anyValue: fc.Arbitrary<Json> = fc.oneof(scalar, set, flag, list, map);

const key = (tableName: TableName) =>
  fc.record({ pk: fc.constantFrom(...hashValues), sk: fc.constantFrom(...rangeValues[tableName]) });

/** Values for the index keys, now and then of the wrong type. */
const indexText = fc.oneof({ weight: 9, arbitrary: fc.constantFrom({ S: 'g1' }, { S: 'g2' }) }, number);
const indexNumber = fc.oneof({ weight: 9, arbitrary: fc.constantFrom({ N: '1' }, { N: '2' }, { N: '-7' }) }, text);

/** Mostly an item on which most expressions make sense, since refused requests compare little. */
const usually = (usual: fc.Arbitrary<Json>, rare: fc.Arbitrary<Json>) =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: rare });
const textSet = fc.subarray(['x', 'y', 'z'], { minLength: 1 }).map((members) => ({ SS: members }));
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
const goodIndex = {
  g: fc.constantFrom({ S: 'g1' }, { S: 'g2' }),
  h: fc.constantFrom({ N: '1' }, { N: '2' }, { N: '-7' }),
};

/** An expression under construction: its text, and the placeholders that it uses. */
interface Fragment {
  readonly text: string;
  readonly values: readonly Json[];
}

const path = fc.constantFrom('a', 'a', 'b', 'b', '#c', 'l', 'l[0]', 'l[1]', 'm', 'm.x', 'm.y', 'a.x', 'h', 'gone');
const valueFragment = (value: fc.Arbitrary<Json>): fc.Arbitrary<Fragment> =>
  value.map((json) => ({ text: '?', values: [json] }));
const pathFragment: fc.Arbitrary<Fragment> = path.map((name) => ({ text: name, values: [] }));

/** Fills `%` of the template with the fragments, in order. */
const compose = (template: string, parts: readonly Fragment[]): Fragment => {
  const texts = parts.map((part) => part.text);
  return { text: template.replace(/%/g, () => texts.shift()!), values: parts.flatMap(({ values }) => values) };
};
const composed = (template: string, ...parts: fc.Arbitrary<Fragment>[]): fc.Arbitrary<Fragment> =>
  fc.tuple(...parts).map((fragments) => compose(template, fragments));

const comparison = fc.constantFrom('=', '<>', '<', '<=', '>', '>=').chain((comparator) => {
  const literal = valueFragment(comparator === '=' || comparator === '<>' ? fc.oneof(scalar, set, flag) : scalar);
  return fc.oneof(
    composed(`% ${comparator} %`, pathFragment, literal),
    composed(`% ${comparator} %`, literal, pathFragment),
  );
});
const leaf: fc.Arbitrary<Fragment> = fc.oneof(
  comparison,
  composed('attribute_exists(%)', pathFragment),
  composed('attribute_not_exists(%)', pathFragment),
  composed('begins_with(%, %)', pathFragment, valueFragment(text)),
  composed('contains(%, %)', pathFragment, valueFragment(scalar)),
  composed('attribute_type(%, %)', pathFragment, valueFragment(fc.constantFrom({ S: 'N' }, { S: 'SS' }, { S: 'Q' }))),
  composed('size(%) > %', pathFragment, valueFragment(number)),
  composed('% BETWEEN % AND %', pathFragment, valueFragment(number), valueFragment(number)),
  composed('% IN (%, %)', pathFragment, valueFragment(scalar), valueFragment(scalar)),
  composed('size(%) in (%)', pathFragment, valueFragment(number)),
);
/** Well-formed conditions that AWS refuses all the same. */
const refusedCondition: fc.Arbitrary<Fragment> = fc.oneof(
  composed('attribute_exists(%)', valueFragment(scalar)),
  composed('size(%)', pathFragment),
  composed('((% = %))', pathFragment, valueFragment(scalar)),
  composed('nosuch(%)', pathFragment),
  composed('begins_with(%, %)', pathFragment, valueFragment(number)),
  composed('begins_with(%)', pathFragment),
  composed('contains(%, a) = %', pathFragment, valueFragment(scalar)),
  composed('status = %', valueFragment(scalar)),
  composed('a = :undefined', pathFragment).map(({ text }) => ({ text, values: [] })),
  composed('#undefined = %', valueFragment(scalar)),
  composed('a = a', pathFragment).map(({ text }) => ({ text, values: [] })),
  composed('a = = %', valueFragment(scalar)),
  composed('a = % AND', valueFragment(scalar)),
);
const condition: fc.Arbitrary<Fragment> = fc.oneof(
  { weight: 8, arbitrary: leaf },
  { weight: 4, arbitrary: composed('% AND %', leaf, leaf) },
  { weight: 6, arbitrary: composed('% or NOT (% AND %)', leaf, leaf, leaf) },
  { weight: 4, arbitrary: composed('NOT % AND (% OR %)', leaf, leaf, leaf) },
  { weight: 1, arbitrary: refusedCondition },
);

const namedFragment = (...names: string[]): fc.Arbitrary<Fragment> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...names).map((name) => ({ text: name, values: [] })) },
    { weight: 1, arbitrary: pathFragment },
  );
const setValue: fc.Arbitrary<Fragment> = fc.oneof(
  valueFragment(anyValue),
  namedFragment('a', 'b', 'l', 'm', 'm.x'),
  composed('% + %', fc.oneof(namedFragment('a'), valueFragment(number)), valueFragment(number)),
  composed('% - %', namedFragment('a'), valueFragment(number)),
  composed('if_not_exists(%, %)', pathFragment, valueFragment(anyValue)),
  composed('if_not_exists(%, %) + %', namedFragment('a', 'gone'), valueFragment(number), valueFragment(number)),
  composed('list_append(%, %)', namedFragment('l'), valueFragment(list)),
  composed('list_append(if_not_exists(l, %), %)', valueFragment(list), valueFragment(list)),
  composed('list_append(%, %)', pathFragment, valueFragment(number)),
);
const setAction = fc.oneof(
  composed('a = %', setValue),
  composed('b = %', setValue),
  composed('m.x = %', valueFragment(scalar)),
  composed('l[1] = %', valueFragment(scalar)),
  composed('m = %', valueFragment(map)),
  composed('g = %', valueFragment(indexText)),
  composed('h = %', valueFragment(indexNumber)),
  fc.oneof(
    { weight: 8, arbitrary: composed('b = %', valueFragment(text)) },
    { weight: 1, arbitrary: composed('pk = %', valueFragment(text)) },
    { weight: 1, arbitrary: composed('a = nosuch(%)', pathFragment) },
  ),
);
const update: fc.Arbitrary<Fragment> = fc
  .tuple(
    fc.uniqueArray(setAction, { maxLength: 2, selector: ({ text }) => text.split(' ')[0] }),
    fc.subarray(['#c', 'm.y', 'b', 'g'], { maxLength: 2 }),
    fc.option(
      fc.oneof(
        composed('a %', valueFragment(usually(number, fc.oneof(set, text)))),
        composed('#c %', valueFragment(textSet)),
      ),
    ),
    fc.option(composed('#c %', valueFragment(usually(textSet, fc.oneof(set, number))))),
  )
  .filter(([sets, removes, add, remove]) => sets.length + removes.length > 0 || add !== null || remove !== null)
  // dynalite lets what SET copies and what another action changes in place be one object.
  .filter(([sets, , add, remove]) => {
    const copies = sets.some((set) => /= .*\b(a|b|c|l|m|h)\b/.test(set.text));
    const changesInPlace = sets.some((set) => /^\w+[.[]/.test(set.text)) || add !== null || remove !== null;
    return !(copies && changesInPlace);
  })
  .map(([sets, removes, add, remove]) => {
    const removal = removes.length === 0 ? [] : [{ text: `REMOVE ${removes.join(', ')}`, values: [] }];
    const sections = [
      ...(sets.length === 0 ? [] : [compose(`SET ${sets.map(() => '%').join(', ')}`, sets)]),
      ...removal,
      ...(add === null ? [] : [compose('ADD %', [add])]),
      ...(remove === null ? [] : [compose('delete %', [remove])]),
    ];
    return compose(sections.map(() => '%').join(' '), sections);
  });

/** Members of a request for its expressions: `?` become `:v0`, `:v1` …; `#c` is defined if it is used. */
const expressionMembers = (expressions: Readonly<Record<string, Fragment | null>>): Json => {
  const values: Record<string, Json> = {};
  const texts: Json = {};
  let count = 0;
  for (const [member, fragment] of Object.entries(expressions)) {
    if (fragment === null) continue;
    const own = [...fragment.values];
    texts[member] = fragment.text.replace(/\?/g, () => {
      const name = `:v${count}`;
      count += 1;
      values[name] = own.shift()!;
      return name;
    });
  }
  const all = Object.values(texts).join(' ');
  return {
    ...texts,
    ...(count > 0 ? { ExpressionAttributeValues: values } : {}),
    ...(all.includes('#c') ? { ExpressionAttributeNames: { '#c': 'c' } } : {}),
  };
};

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

const projection = fc.option(
  fc
    .subarray(['a', '#c', 'l[1]', 'l[0]', 'm.x', 'm.y', 'b', 'm'], { minLength: 1 })
    .map((paths): Fragment => ({ text: paths.join(', '), values: [] })),
);

const keyCondition = (hash: string, hashValue: fc.Arbitrary<Json>, range: string, rangeValue: fc.Arbitrary<Json>) => {
  const value = valueFragment(rangeValue);
  const equal = composed(`${hash} = %`, valueFragment(hashValue));
  return fc.oneof(
    equal,
    ...['=', '<', '<=', '>', '>='].map((comparator) => composed(`% AND ${range} ${comparator} %`, equal, value)),
    composed(`% AND ${range} BETWEEN % AND %`, equal, value, value),
    composed(`% AND begins_with(${range}, %)`, equal, value),
    composed(`% <= ${range} AND %`, value, equal),
    composed(`${range} = %`, value),
    composed(`% OR ${range} = %`, equal, value),
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
