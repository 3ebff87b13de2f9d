import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDb, failureOf, key, keySchema, numberKey, stringKey, type TestItem } from './create-dynamodb.ts';

let db: ReturnType<typeof createDynamoDb>;

beforeEach(async () => {
  db = createDynamoDb();
  await db.createTable(
    {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'overdue',
          KeySchema: keySchema('lane', 'expectedBy'),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['run'] },
        },
      ],
      LocalSecondaryIndexes: [
        { IndexName: 'by-due', KeySchema: keySchema('pk', 'expectedBy'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    },
    [stringKey('lane'), numberKey('expectedBy')],
  );
});

const open = (pk: string, expectedBy: string): TestItem => ({
  ...key(pk, 'instance'),
  lane: { S: 'open' },
  expectedBy: { N: expectedBy },
  run: { N: '1' },
  body: { S: 'long' },
});

const query = (more: Record<string, unknown> = {}) =>
  db.call('Query', {
    TableName: 'items',
    IndexName: 'overdue',
    KeyConditionExpression: 'lane = :open AND expectedBy < :now',
    ExpressionAttributeValues: { ':open': { S: 'open' }, ':now': { N: '100' } },
    ...more,
  });

const names = (items: TestItem[] | undefined) => items!.map(({ pk }) => pk!.S);

describe('a global secondary index', () => {
  it('has only items with all of its key attributes, in the order of its keys', async () => {
    await db.put(open('b', '20'));
    await db.put(open('a', '3'));
    await db.put(key('closed', 'instance'));
    await db.put({ ...key('half', 'instance'), lane: { S: 'open' } });
    await db.put(open('later', '100'));
    expect(names((await query()).Items)).toEqual(['a', 'b']);
  });

  it('follows its items when their keys change, go, and come back', async () => {
    await db.put(open('a', '3'));
    await db.update('a', 'instance', { UpdateExpression: 'REMOVE expectedBy' });
    expect((await query()).Items).toEqual([]);
    await db.update('a', 'instance', {
      UpdateExpression: 'SET expectedBy = :e',
      ExpressionAttributeValues: { ':e': { N: '7' } },
    });
    expect(names((await query()).Items)).toEqual(['a']);
    await db.call('DeleteItem', { TableName: 'items', Key: key('a', 'instance') });
    expect((await query()).Items).toEqual([]);
  });

  it('answers the attributes that it projects, and refuses to be asked for others', async () => {
    await db.put(open('a', '3'));
    const { body: _, ...projected } = open('a', '3');
    expect((await query()).Items).toEqual([projected]);
    expect((await failureOf(query({ ProjectionExpression: 'pk, body' }))).message).toBe(
      'One or more parameter values were invalid: Global secondary index overdue does not project [body]',
    );
    expect((await failureOf(query({ Select: 'ALL_ATTRIBUTES' }))).message).toContain('is not supported');
  });

  it('refuses consistent reads', async () => {
    expect(await failureOf(query({ ConsistentRead: true }))).toEqual({
      code: 'ValidationException',
      message: 'Consistent reads are not supported on global secondary indexes',
    });
  });

  it('is read page by page through items with equal keys', async () => {
    for (const pk of ['a', 'b', 'c', 'd', 'e']) await db.put(open(pk, '3'));
    const seen: unknown[] = [];
    let startKey: TestItem | undefined;
    do {
      const page = await query({ Limit: 2, ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }) });
      seen.push(...names(page.Items));
      startKey = page.LastEvaluatedKey;
    } while (startKey !== undefined);
    expect(seen.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is a resource of its own for permissions', async () => {
    await query();
    expect(db.authorised.at(-1)).toMatchObject({
      action: 'dynamodb:Query',
      resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/items/index/overdue',
    });
  });

  it('refuses a key attribute of the wrong type', async () => {
    const refused = db.put({ ...key('a', 'instance'), expectedBy: { S: 'soon' } });
    expect((await failureOf(refused)).message).toBe(
      'One or more parameter values were invalid: Type mismatch for Index Key expectedBy Expected: N Actual: S ' +
        'IndexName: overdue',
    );
  });
});

describe('a local secondary index', () => {
  const local = (more: Record<string, unknown> = {}) =>
    db.call('Query', {
      TableName: 'items',
      IndexName: 'by-due',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'a' } },
      ConsistentRead: true,
      ...more,
    });

  it('may be read consistently, and looks up in the table what it does not project', async () => {
    await db.put(open('a', '3'));
    const { pk, sk, expectedBy, body } = open('a', '3');
    expect((await local()).Items).toEqual([{ pk, sk, expectedBy }]);
    expect((await local({ ProjectionExpression: 'body' })).Items).toEqual([{ body }]);
    expect((await local({ Select: 'ALL_ATTRIBUTES' })).Items).toEqual([open('a', '3')]);
  });
});
