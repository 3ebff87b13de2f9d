import { sdkMetadata } from './envelope.ts';
import { type Integration, parametersObject } from './integration.ts';

/** `dynamodb:getItem`, `putItem`, `updateItem`, `deleteItem`: attribute values in DynamoDB's own JSON. */
export const dynamodb: Integration = {
  naming: {
    prefix: 'DynamoDB',
    unmodelled: 'AmazonDynamoDBException',
    unmodelledCodes: new Set(['AccessDeniedException', 'ThrottlingException', 'ValidationException']),
    signature: { family: 'optimised', service: 'AmazonDynamoDBv2' },
  },
  async perform(request) {
    const { action } = request;
    const operation = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
    const output = (await request.call('dynamodb', operation, parametersObject(request))) as object;
    return JSON.stringify({ ...output, ...sdkMetadata(request.requestId()) });
  },
};
