import { createDynamoDbService } from '../../../../local/services/dynamodb/dynamodb-service.ts';
import { createTestKernel } from '../test-kernel.ts';

type Input = Record<string, unknown>;
export type TestItem = Record<string, Record<string, unknown>>;
interface Answer {
  readonly Item?: TestItem;
  readonly Attributes?: TestItem;
  readonly Items?: TestItem[];
  readonly LastEvaluatedKey?: TestItem;
  readonly ConsumedCapacity?: Record<string, unknown>;
  readonly [member: string]: unknown;
}

/** The service on a kernel with a skip clock at 2026-03-01T00:00:00Z, and short ways to call it. */
export function createDynamoDb() {
  const test = createTestKernel();
  const { service, resourceProviders } = createDynamoDbService(test.kernel);
  test.kernel.register(service);
  const call = (operation: string, input: Input): Promise<Answer> => test.call<Answer>('dynamodb', operation, input);

  return {
    ...test,
    resourceProviders,
    call,
    /** A table with the string keys pk and sk, and what else is given. */
    createTable: (more: Input = {}, definitions: Input[] = []) =>
      call('CreateTable', {
        TableName: 'items',
        AttributeDefinitions: [stringKey('pk'), stringKey('sk'), ...definitions],
        KeySchema: keySchema('pk', 'sk'),
        BillingMode: 'PAY_PER_REQUEST',
        ...more,
      }),
    put: (item: TestItem, more: Input = {}) => call('PutItem', { TableName: 'items', Item: item, ...more }),
    get: async (pk: string, sk: string) =>
      (await call('GetItem', { TableName: 'items', Key: key(pk, sk), ConsistentRead: true })).Item,
    update: (pk: string, sk: string, more: Input) =>
      call('UpdateItem', { TableName: 'items', Key: key(pk, sk), ReturnValues: 'ALL_NEW', ...more }),
  };
}

/** Code and fields of the error that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    const { code, message, fields } = error as { code: string; message: string; fields: object };
    return { code, message, ...fields };
  }
  throw new Error('the call succeeded');
}

export function key(pk: string, sk: string): TestItem {
  return { pk: { S: pk }, sk: { S: sk } };
}

export function stringKey(name: string): Input {
  return { AttributeName: name, AttributeType: 'S' };
}

export function numberKey(name: string): Input {
  return { AttributeName: name, AttributeType: 'N' };
}

export function keySchema(hash: string, range?: string): Input[] {
  const elements = [{ AttributeName: hash, KeyType: 'HASH' }];
  return range === undefined ? elements : [...elements, { AttributeName: range, KeyType: 'RANGE' }];
}
