import { sdkMetadata } from './envelope.ts';
import { type Integration, parametersObject } from './integration.ts';
import { textMember } from './text-member.ts';

/** `sqs:sendMessage`. */
export const sendMessage: Integration = {
  naming: {
    prefix: 'SQS',
    unmodelled: 'AmazonSQSException',
    unmodelledCodes: true,
    signature: { family: 'optimised', service: 'AmazonSQS' },
  },
  async perform(request) {
    const { MessageBody, ...parameters } = parametersObject(request);
    const input = { ...parameters, MessageBody: textMember(MessageBody) };
    const output = (await request.call('sqs', 'SendMessage', input)) as object;
    return JSON.stringify({ ...output, ...sdkMetadata(request.requestId()) });
  },
};
