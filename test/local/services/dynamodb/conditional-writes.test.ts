import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDb, failureOf, key } from './create-dynamodb.ts';

let db: ReturnType<typeof createDynamoDb>;

beforeEach(async () => {
  db = createDynamoDb();
  await db.createTable();
});

const unlessThere = { ConditionExpression: 'attribute_not_exists(sk)' };

describe('a refused conditional write', () => {
  it('carries the item as it is when ALL_OLD is asked for', async () => {
    await db.put({ ...key('p', 'a'), run: { N: '3' }, blob: { B: new Uint8Array([1, 2]) } });
    const more = { ...unlessThere, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    expect(await failureOf(db.put({ ...key('p', 'a'), run: { N: '4' } }, more))).toEqual({
      code: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { ...key('p', 'a'), run: { N: '3' }, blob: { B: new Uint8Array([1, 2]) } },
    });
  });

  it('carries no item when none is asked for', async () => {
    await db.put(key('p', 'a'));
    expect(await failureOf(db.put(key('p', 'a'), unlessThere))).toEqual({
      code: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
  });

  it('carries no item where there is none', async () => {
    const refused = db.update('p', 'a', {
      UpdateExpression: 'SET run = :run',
      ConditionExpression: 'run = :old',
      ExpressionAttributeValues: { ':run': { N: '1' }, ':old': { N: '0' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(await failureOf(refused)).not.toHaveProperty('Item');
  });

  it('changes nothing', async () => {
    await db.put({ ...key('p', 'a'), run: { N: '3' } });
    await failureOf(db.put(key('p', 'a'), unlessThere));
    await failureOf(
      db.call('DeleteItem', { TableName: 'items', Key: key('p', 'a'), ConditionExpression: 'attribute_exists(gone)' }),
    );
    expect(await db.get('p', 'a')).toEqual({ ...key('p', 'a'), run: { N: '3' } });
  });
});

describe('stored items', () => {
  it('stay as they are when a caller changes what it gave or got', async () => {
    const given = { ...key('p', 'a'), list: { L: [{ S: 'x' }] } };
    await db.put(given);
    given.list.L.push({ S: 'y' });
    const got = (await db.get('p', 'a'))!;
    (got.list!.L as unknown[]).pop();
    expect(await db.get('p', 'a')).toEqual({ ...key('p', 'a'), list: { L: [{ S: 'x' }] } });
  });

  it('may have attributes named like members of every object', async () => {
    const item = JSON.parse('{"pk":{"S":"p"},"sk":{"S":"a"},"__proto__":{"S":"x"}}');
    await db.put(item);
    const condition = { ConditionExpression: 'attribute_not_exists(toString) AND attribute_exists(#proto)' };
    await db.put(item, { ...condition, ExpressionAttributeNames: { '#proto': '__proto__' } });
    expect(Object.keys((await db.get('p', 'a'))!)).toContain('__proto__');
  });

  it('may be given binary values as bytes or as base64 text', async () => {
    await db.put({ ...key('p', 'a'), one: { B: 'AQI=' }, set: { BS: [new Uint8Array([3]), 'BA=='] } });
    expect(await db.get('p', 'a')).toMatchObject({
      one: { B: new Uint8Array([1, 2]) },
      set: { BS: [new Uint8Array([3]), new Uint8Array([4])] },
    });
  });
});

describe('a request that AWS refuses', () => {
  const validation = (message: string) => ({ code: 'ValidationException', message });

  it.each([
    [key('', 'a'), 'pk'],
    [key('p', ''), 'sk'],
  ])('empty key %j', async (item, name) => {
    expect(await failureOf(db.put(item))).toEqual(
      validation(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ' +
          `string value. Key: ${name}`,
      ),
    );
  });

  it('an item above 400 KB, its names counted', async () => {
    const body = { S: 'x'.repeat(400 * 1024 - 'pk'.length - 'sk'.length - 'body'.length - 2) };
    await db.put({ ...key('p', 'a'), body });
    expect(await failureOf(db.put({ ...key('p', 'a'), bodys: body }))).toEqual(
      validation('Item size has exceeded the maximum allowed size'),
    );
    const longer = db.update('p', 'a', {
      UpdateExpression: 'SET a = :a',
      ExpressionAttributeValues: { ':a': { S: '' } },
    });
    expect(await failureOf(longer)).toEqual(validation('Item size to update has exceeded the maximum allowed size'));
  });

  it.each([
    [{ N: '1'.repeat(39) }, 'Attempting to store more than 38 significant digits in a Number'],
    [{ N: '1e126' }, 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
    [{ N: '1e-131' }, 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
    [{ N: 'twelve' }, 'The parameter cannot be converted to a numeric value: twelve'],
    [{ SS: ['a', 'a'] }, 'One or more parameter values were invalid: Input collection [a, a] contains duplicates.'],
    [{ NS: [] }, 'One or more parameter values were invalid: An number set  may not be empty'],
    [{}, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
  ])('the value %j', async (value, message) => {
    expect(await failureOf(db.put({ ...key('p', 'a'), value }))).toEqual(validation(message));
  });

  it('names and values that no expression uses', async () => {
    const unused = db.put(key('p', 'a'), {
      ...unlessThere,
      ExpressionAttributeNames: { '#a': 'a', '#b': 'b' },
    });
    expect(await failureOf(unused)).toEqual(
      validation('Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}'),
    );
  });

  it('a table that does not exist', async () => {
    expect(await failureOf(db.put(key('p', 'a'), { TableName: 'nowhere' }))).toEqual({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });

  it('a legacy parameter, which is not left without effect', async () => {
    const legacy = failureOf(db.put(key('p', 'a'), { Expected: { sk: { Exists: false } } }));
    expect((await legacy).message).toContain('Expected');
  });
});
