import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDb, failureOf, key, keySchema, numberKey, stringKey, type TestItem } from './create-dynamodb.ts';

let db: ReturnType<typeof createDynamoDb>;

beforeEach(async () => {
  db = createDynamoDb();
  await db.createTable();
});

const query = (more: Record<string, unknown> = {}) =>
  db.call('Query', {
    TableName: 'items',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'p' } },
    ...more,
  });
const rangeKeys = (items: TestItem[] | undefined) => items!.map(({ sk }) => sk!.S ?? sk!.N);

describe('a query', () => {
  it('answers in the order of UTF-8 bytes', async () => {
    const ordered = ['A', 'a', 'ab', 'z', 'é', '\u{ffee}', '\u{1f600}'];
    for (const sk of ordered.toReversed()) await db.put(key('p', sk));
    expect(rangeKeys((await query()).Items)).toEqual(ordered);
    expect(rangeKeys((await query({ ScanIndexForward: false })).Items)).toEqual(ordered.toReversed());
  });

  it('answers in the order of numbers, of whatever size', async () => {
    await db.call('CreateTable', {
      TableName: 'numbers',
      AttributeDefinitions: [stringKey('pk'), numberKey('sk')],
      KeySchema: keySchema('pk', 'sk'),
    });
    const ordered = ['-1e20', '-1.5', '-1', '-0.002', '0', '1e-130', '0.3', '2', '10', '10.0000000000000000000000001'];
    for (const sk of ordered.toReversed()) {
      await db.put({ pk: { S: 'p' }, sk: { N: sk } }, { TableName: 'numbers' });
    }
    const { Items } = await query({ TableName: 'numbers' });
    expect(rangeKeys(Items).map(Number)).toEqual(ordered.map(Number));
  });

  it('stops at its limit, says where, and goes on from there, though the item is gone', async () => {
    for (const sk of ['a', 'b', 'c', 'd']) await db.put(key('p', sk));
    const first = await query({ Limit: 2 });
    expect(first).toMatchObject({ Count: 2, ScannedCount: 2, LastEvaluatedKey: key('p', 'b') });
    await db.call('DeleteItem', { TableName: 'items', Key: key('p', 'b') });
    const rest = await query({ ExclusiveStartKey: first.LastEvaluatedKey });
    expect(rangeKeys(rest.Items)).toEqual(['c', 'd']);
    expect(rest).not.toHaveProperty('LastEvaluatedKey');
    const back = await query({ ExclusiveStartKey: key('p', 'c'), ScanIndexForward: false });
    expect(rangeKeys(back.Items)).toEqual(['a']);
  });

  it('counts for its limit what it reads, not what passes the filter', async () => {
    for (const sk of ['a', 'b', 'c']) await db.put({ ...key('p', sk), hit: { BOOL: sk === 'c' } });
    const page = await query({
      Limit: 2,
      FilterExpression: 'hit = :true',
      ExpressionAttributeValues: { ':pk': { S: 'p' }, ':true': { BOOL: true } },
    });
    expect(page).toMatchObject({ Items: [], Count: 0, ScannedCount: 2, LastEvaluatedKey: key('p', 'b') });
  });

  it('ends a page before it exceeds 1 MB', async () => {
    for (const sk of ['a', 'b', 'c', 'd']) await db.put({ ...key('p', sk), body: { S: 'x'.repeat(300 * 1024) } });
    const first = await query();
    expect(rangeKeys(first.Items)).toEqual(['a', 'b', 'c']);
    expect(rangeKeys((await query({ ExclusiveStartKey: first.LastEvaluatedKey })).Items)).toEqual(['d']);
  });

  it('answers the count alone when asked so', async () => {
    await db.put(key('p', 'a'));
    expect(await query({ Select: 'COUNT' })).toEqual({ Count: 1, ScannedCount: 1 });
  });

  it.each([
    ['sk = :pk', 'Query condition missed key schema element: pk'],
    ['pk > :pk', 'Query key condition not supported'],
    ['pk = :pk AND contains(sk, :pk)', 'Invalid operator used in KeyConditionExpression: contains'],
    ['pk = :pk AND another = :pk', 'Query condition missed key schema element: sk'],
    ['pk.x = :pk', 'KeyConditionExpressions cannot have conditions on nested attributes'],
  ])('is refused when it asks %j', async (KeyConditionExpression, message) => {
    expect((await failureOf(query({ KeyConditionExpression }))).message).toBe(message);
  });

  it('is refused a starting key outside of what it asks for', async () => {
    expect((await failureOf(query({ ExclusiveStartKey: key('q', 'a') }))).message).toBe(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
    expect((await failureOf(query({ ExclusiveStartKey: { pk: { S: 'p' } } }))).message).toBe(
      'The provided starting key is invalid: The provided key element does not match the schema',
    );
  });
});

describe('a scan', () => {
  const scanAll = async (more: Record<string, unknown> = {}) => {
    const seen: unknown[] = [];
    let startKey: TestItem | undefined;
    do {
      const start = startKey === undefined ? {} : { ExclusiveStartKey: startKey };
      const page = await db.call('Scan', { TableName: 'items', Limit: 3, ...start, ...more });
      seen.push(...page.Items!.map(({ pk, sk }) => `${pk!.S}${sk!.S}`));
      startKey = page.LastEvaluatedKey;
    } while (startKey !== undefined);
    return seen;
  };
  const all = Array.from({ length: 20 }, (_, at) => [`p${at}`, 'a']).concat([
    ['p1', 'b'],
    ['p1', 'c'],
  ]) as [string, string][];

  it('sees every item once, page by page', async () => {
    for (const [pk, sk] of all) await db.put(key(pk, sk));
    expect((await scanAll()).toSorted()).toEqual(all.map(([pk, sk]) => pk + sk).toSorted());
  });

  it('sees every item once in parallel segments', async () => {
    for (const [pk, sk] of all) await db.put(key(pk, sk));
    const segments = await Promise.all([0, 1, 2].map((Segment) => scanAll({ Segment, TotalSegments: 3 })));
    expect(segments.every((segment) => segment.length > 0)).toBe(true);
    expect(segments.flat().toSorted()).toEqual(all.map(([pk, sk]) => pk + sk).toSorted());
  });

  it('goes on after a partition that is gone', async () => {
    for (const [pk, sk] of all) await db.put(key(pk, sk));
    const first = await db.call('Scan', { TableName: 'items', Limit: 3 });
    for (const { pk, sk } of first.Items!) {
      await db.call('DeleteItem', { TableName: 'items', Key: { pk, sk } });
    }
    const rest = await db.call('Scan', { TableName: 'items', ExclusiveStartKey: first.LastEvaluatedKey });
    expect(rest.Count).toBe(all.length - 3);
  });
});
