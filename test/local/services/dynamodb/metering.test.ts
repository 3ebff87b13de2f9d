import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDb, failureOf, key, keySchema, stringKey } from './create-dynamodb.ts';

let db: ReturnType<typeof createDynamoDb>;

beforeEach(async () => {
  db = createDynamoDb();
  await db.createTable(
    {
      GlobalSecondaryIndexes: [
        { IndexName: 'by-g', KeySchema: keySchema('g'), Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    },
    [stringKey('g')],
  );
});

/** Units that a call added to the meter. */
async function units(call: () => Promise<unknown>): Promise<{ read: number; write: number }> {
  const before = db.kernel.meter.read();
  await call().catch(() => null);
  const after = db.kernel.meter.read();
  return {
    read: after.dynamoReadUnits - before.dynamoReadUnits,
    write: after.dynamoWriteUnits - before.dynamoWriteUnits,
  };
}

const body = (kilobytes: number) => ({ S: 'x'.repeat(kilobytes * 1024) });
const get = (isConsistent: boolean) =>
  db.call('GetItem', { TableName: 'items', Key: key('p', 'a'), ConsistentRead: isConsistent });

describe('the meter', () => {
  it('counts a read as one unit for each started 4 KB, half of it without ConsistentRead', async () => {
    expect(await units(() => get(true))).toEqual({ read: 1, write: 0 });
    await db.put({ ...key('p', 'a'), body: body(5) });
    expect(await units(() => get(true))).toEqual({ read: 2, write: 0 });
    expect(await units(() => get(false))).toEqual({ read: 1, write: 0 });
  });

  it('counts the bytes of a query together', async () => {
    for (const sk of ['a', 'b', 'c']) await db.put({ ...key('p', sk), body: body(2) });
    const query = () =>
      db.call('Query', {
        TableName: 'items',
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'p' } },
      });
    expect(await units(query)).toEqual({ read: 1, write: 0 });
  });

  it('counts a write as one unit for each started kilobyte of the larger of the items before and after', async () => {
    expect(await units(() => db.put({ ...key('p', 'a'), body: body(3) }))).toEqual({ read: 0, write: 4 });
    expect(await units(() => db.put(key('p', 'a')))).toEqual({ read: 0, write: 4 });
  });

  it('counts a refused conditional write, and nothing for a request that is not valid', async () => {
    await db.put({ ...key('p', 'a'), body: body(3) });
    const refused = () => db.put(key('p', 'a'), { ConditionExpression: 'attribute_not_exists(pk)' });
    expect(await units(refused)).toEqual({ read: 0, write: 4 });
    expect(await units(() => db.put({ pk: { S: 'p' } }))).toEqual({ read: 0, write: 0 });
  });

  it('counts the entries of an index that come, change their place, and go', async () => {
    const put = (more: object) => units(() => db.put({ ...key('p', 'a'), ...more }));
    expect(await put({ g: { S: 'x' } })).toMatchObject({ write: 2 });
    expect(await put({ g: { S: 'x' }, other: { N: '1' } })).toMatchObject({ write: 1 });
    expect(await put({ g: { S: 'y' } })).toMatchObject({ write: 3 });
    expect(await put({})).toMatchObject({ write: 2 });
  });

  it('counts a transaction twice', async () => {
    const Put = { TableName: 'items', Item: key('p', 'a') };
    expect(await units(() => db.call('TransactWriteItems', { TransactItems: [{ Put }] }))).toEqual({
      read: 0,
      write: 2,
    });
  });

  it('tells a request what it cost', async () => {
    const answer = await db.put({ ...key('p', 'a'), g: { S: 'x' } }, { ReturnConsumedCapacity: 'INDEXES' });
    expect(answer.ConsumedCapacity).toEqual({
      TableName: 'items',
      CapacityUnits: 2,
      Table: { CapacityUnits: 1 },
      GlobalSecondaryIndexes: { 'by-g': { CapacityUnits: 1 } },
    });
    expect((await failureOf(db.put(key('p', 'b'), { ReturnConsumedCapacity: 'ALL' }))).code).toBe(
      'ValidationException',
    );
    expect(await db.get('p', 'b')).toBeUndefined();
  });
});
