import { sdkMetadata } from './envelope.ts';
import { type Integration, parametersObject } from './integration.ts';
import { textMember } from './text-member.ts';

/** `sns:publish`. */
export const publish: Integration = {
  naming: {
    prefix: 'SNS',
    unmodelled: 'AmazonSNSException',
    unmodelledCodes: new Set(['AccessDeniedException', 'ServiceUnavailable', 'ThrottlingException']),
    signature: { family: 'optimised', service: 'AmazonSNS' },
  },
  async perform(request) {
    const { Message, ...parameters } = parametersObject(request);
    const output = (await request.call('sns', 'Publish', { ...parameters, Message: textMember(Message) })) as object;
    return JSON.stringify({ ...output, ...sdkMetadata(request.requestId()) });
  },
};
