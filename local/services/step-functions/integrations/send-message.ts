import type { Json } from '../../../engine/asl.ts';
import { sdkMetadata } from './envelope.ts';
import { type Integration, parametersObject, TaskFailureError } from './integration.ts';
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
    assertReachable(parameters.QueueUrl);
    const input = { ...parameters, MessageBody: textMember(MessageBody) };
    const output = (await request.call('sqs', 'SendMessage', input)) as object;
    return JSON.stringify({ ...output, ...sdkMetadata(request.requestId()) });
  },
};

/** AWS's client takes the URL for the place to call: text that is no URL is a host that there is not. */
function assertReachable(queueUrl: Json | undefined): void {
  if (typeof queueUrl !== 'string' || queueUrl.includes('://')) return;
  const host = queueUrl.split('/')[0];
  throw new TaskFailureError({
    error: 'SQS.SdkClientException',
    cause: `Unable to execute HTTP request: ${host}: Name or service not known`,
  });
}
