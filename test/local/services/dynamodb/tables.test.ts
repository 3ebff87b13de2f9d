import { describe, expect, it } from 'vitest';
import { createDynamoDb, failureOf, key, keySchema, numberKey, stringKey } from './create-dynamodb.ts';

const arn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/items';

describe('a table', () => {
  it('describes itself as it was made, and can be used at once', async () => {
    const db = createDynamoDb();
    await db.createTable(
      {
        GlobalSecondaryIndexes: [
          { IndexName: 'by-g', KeySchema: keySchema('g'), Projection: { ProjectionType: 'ALL' } },
        ],
      },
      [numberKey('g')],
    );
    await db.put(key('p', 'a'));
    const { Table } = await db.call('DescribeTable', { TableName: 'items' });
    expect(Table).toMatchObject({
      TableName: 'items',
      TableArn: arn,
      TableStatus: 'ACTIVE',
      ItemCount: 1,
      CreationDateTime: new Date('2026-03-01T00:00:00Z'),
      KeySchema: keySchema('pk', 'sk'),
      AttributeDefinitions: [stringKey('pk'), stringKey('sk'), numberKey('g')],
      GlobalSecondaryIndexes: [
        { IndexName: 'by-g', IndexArn: `${arn}/index/by-g`, IndexStatus: 'ACTIVE', ItemCount: 0 },
      ],
    });
  });

  it('is found by its ARN as well, and permissions name that', async () => {
    const db = createDynamoDb();
    await db.createTable();
    await db.put(key('p', 'a'), { TableName: arn });
    expect(db.authorised.at(-1)).toMatchObject({ action: 'dynamodb:PutItem', resource: arn });
    expect(await db.get('p', 'a')).toEqual(key('p', 'a'));
  });

  it('is deleted with its items, unless it is protected', async () => {
    const db = createDynamoDb();
    await db.createTable();
    await db.put(key('p', 'a'));
    await db.call('DeleteTable', { TableName: 'items' });
    expect((await failureOf(db.get('p', 'a'))).code).toBe('ResourceNotFoundException');
    await db.createTable({ DeletionProtectionEnabled: true });
    expect(await db.get('p', 'a')).toBeUndefined();
    expect((await failureOf(db.call('DeleteTable', { TableName: 'items' }))).code).toBe('ValidationException');
  });

  it('is listed by name, page by page', async () => {
    const db = createDynamoDb();
    for (const TableName of ['ccc', 'aaa', 'bbb']) await db.createTable({ TableName });
    expect(await db.call('ListTables', { Limit: 2 })).toEqual({
      TableNames: ['aaa', 'bbb'],
      LastEvaluatedTableName: 'bbb',
    });
    expect(await db.call('ListTables', { ExclusiveStartTableName: 'bbb' })).toEqual({ TableNames: ['ccc'] });
  });

  it('is not made twice', async () => {
    const db = createDynamoDb();
    await db.createTable();
    expect((await failureOf(db.createTable())).code).toBe('ResourceInUseException');
  });

  it.each([
    [{ TableName: 'a' }, 'TableName must be at least 3 characters long and at most 255 characters long'],
    [
      { KeySchema: keySchema('pk', 'pk') },
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    ],
    [{ KeySchema: keySchema('pk', 'zz') }, 'Some index key attributes are not defined in AttributeDefinitions'],
    [{ KeySchema: keySchema('pk') }, 'Some AttributeDefinitions are not used'],
    [{ GlobalSecondaryIndexes: [] }, 'List of GlobalSecondaryIndexes is empty'],
    [{ StreamSpecification: { StreamEnabled: true } }, 'The local runtime has no DynamoDB streams'],
  ])('is refused with %j', async (more, message) => {
    expect((await failureOf(createDynamoDb().createTable(more))).message).toContain(message);
  });
});
