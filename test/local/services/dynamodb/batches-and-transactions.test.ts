import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDb, failureOf, key } from './create-dynamodb.ts';

let db: ReturnType<typeof createDynamoDb>;

beforeEach(async () => {
  db = createDynamoDb();
  await db.createTable();
  await db.put({ ...key('p', 'a'), run: { N: '1' } });
});

const batchWrite = (...requests: object[]) => db.call('BatchWriteItem', { RequestItems: { items: requests } });
const batchGet = (...keys: object[]) => db.call('BatchGetItem', { RequestItems: { items: { Keys: keys } } });

describe('a batch', () => {
  it('writes, deletes and reads', async () => {
    const answer = await batchWrite({ PutRequest: { Item: key('p', 'b') } }, { DeleteRequest: { Key: key('p', 'a') } });
    expect(answer).toEqual({ UnprocessedItems: {} });
    expect(await batchGet(key('p', 'a'), key('p', 'b'))).toEqual({
      Responses: { items: [key('p', 'b')] },
      UnprocessedKeys: {},
    });
  });

  it('names no item twice', async () => {
    const twice = { PutRequest: { Item: key('p', 'b') } };
    const message = 'Provided list of item keys contains duplicates';
    expect((await failureOf(batchWrite(twice, twice))).message).toBe(message);
    expect((await failureOf(batchGet(key('p', 'b'), key('p', 'b')))).message).toBe(message);
  });

  it('has at most 25 writes and 100 keys', async () => {
    const requests = Array.from({ length: 26 }, (_, at) => ({ PutRequest: { Item: key('p', `${at}`) } }));
    const keys = Array.from({ length: 101 }, (_, at) => key('p', `${at}`));
    expect((await failureOf(batchWrite(...requests))).message).toContain('Too many items');
    expect((await failureOf(batchGet(...keys))).message).toContain('Too many items');
  });

  it('leaves for another call what would exceed 16 MB', async () => {
    const names = Array.from({ length: 50 }, (_, at) => `big-${at}`);
    for (const sk of names) await db.put({ ...key('p', sk), body: { S: 'x'.repeat(390 * 1024) } });
    const answer = await batchGet(...names.map((sk) => key('p', sk)));
    const { items } = answer.Responses as Record<string, unknown[]>;
    const { Keys } = (answer.UnprocessedKeys as Record<string, { Keys: unknown[] }>).items!;
    expect(items!.length).toBe(42);
    expect(Keys.length).toBe(8);
  });
});

describe('a transaction', () => {
  const update = (ConditionExpression: string, more: object = {}) => ({
    Update: {
      TableName: 'items',
      Key: key('p', 'a'),
      UpdateExpression: 'ADD run :one',
      ConditionExpression,
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ...more,
    },
  });
  const put = { Put: { TableName: 'items', Item: key('p', 'b') } };
  const transact = (items: object[], more: object = {}) =>
    db.call('TransactWriteItems', { TransactItems: items, ...more });

  it('does all of its writes, or none of them', async () => {
    const failure = await failureOf(
      transact([
        put,
        update('run = :gone', {
          ExpressionAttributeValues: { ':one': { N: '1' }, ':gone': { N: '9' } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ]),
    );
    expect(failure).toEqual({
      code: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { ...key('p', 'a'), run: { N: '1' } },
        },
      ],
    });
    expect(await db.get('p', 'b')).toBeUndefined();
    await transact([put, update('run = :one')]);
    expect(await db.get('p', 'a')).toMatchObject({ run: { N: '2' } });
    expect(await db.get('p', 'b')).toEqual(key('p', 'b'));
  });

  it('happens once for one token within ten minutes', async () => {
    const token = { ClientRequestToken: 'token-1' };
    const items = [update('attribute_exists(pk)')];
    await transact(items, token);
    await transact(items, token);
    expect(await db.get('p', 'a')).toMatchObject({ run: { N: '2' } });
    expect((await failureOf(transact([put], token))).code).toBe('IdempotentParameterMismatchException');
    await db.clock.runUntil(db.clock.nowMs() + 10 * 60_000);
    await transact(items, token);
    expect(await db.get('p', 'a')).toMatchObject({ run: { N: '3' } });
  });

  it('needs the permissions of its members', async () => {
    const check = { TableName: 'items', Key: key('p', 'a'), ConditionExpression: 'attribute_exists(pk)' };
    await transact([put, { ConditionCheck: check }]);
    expect(db.authorised.slice(-2).map(({ action }) => action)).toEqual([
      'dynamodb:PutItem',
      'dynamodb:ConditionCheckItem',
    ]);
  });

  it('reads several items at one instant', async () => {
    const Get = (sk: string) => ({ Get: { TableName: 'items', Key: key('p', sk) } });
    expect(await db.call('TransactGetItems', { TransactItems: [Get('a'), Get('none')] })).toEqual({
      Responses: [{ Item: { ...key('p', 'a'), run: { N: '1' } } }, {}],
    });
  });
});
