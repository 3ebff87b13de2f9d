import type { Integration } from './integration.ts';
import { lambdaNaming, readPayload } from './lambda-invoke.ts';

/** A function's ARN as the resource: input and result are the documents themselves. */
export const lambdaFunction: Integration = {
  naming: lambdaNaming,
  async perform(request) {
    const input = { FunctionName: request.action, Payload: Buffer.from(request.parametersText) };
    const output = await request.call('lambda', 'Invoke', input);
    return readPayload(output as Parameters<typeof readPayload>[0]);
  },
};
