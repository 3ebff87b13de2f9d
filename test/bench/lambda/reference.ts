/** What every figure is held against: the plain client, one read, nothing around it. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({});

export const handler = async () => {
  const Key = { pk: { S: 'booking#B-1' }, sk: { S: 'state' } };
  const { Item } = await client.send(
    new GetItemCommand({ TableName: process.env.WORKFLOWS_TABLE, Key, ConsistentRead: true }),
  );
  return Item?.revision;
};
