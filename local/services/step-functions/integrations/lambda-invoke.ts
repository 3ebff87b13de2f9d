import type { Json } from '../../../engine/asl.ts';
import { sdkMetadata } from './envelope.ts';
import { type ErrorNaming, type Integration, parametersObject, TaskFailureError } from './integration.ts';
import { textMember } from './text-member.ts';

export const lambdaNaming: ErrorNaming = {
  prefix: 'Lambda',
  unmodelled: 'AWSLambdaException',
  unmodelledCodes: new Set(['AccessDeniedException', 'ThrottlingException', 'ValidationException']),
  signature: { family: 'optimised', service: 'AWSLambda' },
};

interface InvokeOutput {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  readonly Payload?: Uint8Array;
  readonly ExecutedVersion?: string;
}

/** `lambda:invoke`: the function's result stands parsed in `Payload`, among what the API answers. */
export const lambdaInvoke: Integration = {
  naming: lambdaNaming,
  async perform(request) {
    const { Payload, ...parameters } = parametersObject(request);
    const output = (await request.call('lambda', 'Invoke', {
      ...parameters,
      ...payloadMember(Payload),
    })) as InvokeOutput;
    const payload = readPayload(output);
    const rest = JSON.stringify({
      ...(output.ExecutedVersion === undefined ? {} : { ExecutedVersion: output.ExecutedVersion }),
      ...sdkMetadata(request.requestId(), output.StatusCode),
      StatusCode: output.StatusCode,
    });
    // The payload is put in as the text that it is: its numbers keep their spelling.
    return `{"Payload":${payload === '' ? '{}' : payload},${rest.slice(1)}`;
  },
};

/** Text is taken for JSON as it stands; null is no payload at all. */
function payloadMember(payload: Json | undefined): { readonly Payload?: Buffer } {
  if (payload === undefined || payload === null) return {};
  return { Payload: Buffer.from(textMember(payload) as string) };
}

/** The function's answer as JSON text. A function that failed fails the task: with its error's name, and all of it as cause. */
export function readPayload({ Payload, FunctionError }: InvokeOutput): string {
  const payload = Payload === undefined ? '' : Buffer.from(Payload).toString();
  if (FunctionError === undefined) return payload;
  throw new TaskFailureError({ error: errorTypeOf(payload), cause: payload });
}

function errorTypeOf(payload: string): string {
  const answer = JSON.parse(payload) as { readonly errorType?: string };
  return answer.errorType ?? 'Lambda.Unknown';
}
