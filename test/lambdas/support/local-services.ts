import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createInProcessRequestHandler } from '../../../local/http/in-process-handler.ts';
import { createRequestHandler } from '../../../local/http/request-handler.ts';
import { administrator } from '../../../local/kernel/service.ts';
import { createDynamoDbService } from '../../../local/services/dynamodb/dynamodb-service.ts';
import { createTestKernel } from '../../local/kernel/create-test-kernel.ts';

/** The tables that the Lambdas use, in the local runtime's DynamoDB, and a real SDK client of it. */
export async function createLocalTables() {
  const { kernel, iam } = createTestKernel();
  kernel.register(createDynamoDbService(kernel).service);
  const requestHandler = createInProcessRequestHandler(
    createRequestHandler({
      kernel,
      iam,
      onUnhandled: (error) => {
        throw error;
      },
    }),
  );
  const create = (TableName: string, keys: readonly string[]) =>
    kernel.call({
      service: 'dynamodb',
      operation: 'CreateTable',
      caller: administrator,
      input: {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
      },
    });
  await create('Workflows', ['pk', 'sk']);
  await create('Idempotency', ['pk']);
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
    // The in-process handler answers as a socket's would; the client's type asks for more than it uses.
    requestHandler: requestHandler as never,
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { documents };
}
