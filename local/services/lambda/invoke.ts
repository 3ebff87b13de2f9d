import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { AsyncInvocations } from './async-invocations.ts';
import { type FunctionArns, parseFunctionReference } from './function-reference.ts';
import type { FunctionStore } from './function-store.ts';
import type { Invoker } from './invoker.ts';
import { lambdaLimits } from './limits.ts';
import { resourcePolicyOf } from './resource-policy.ts';

export interface InvokeInput {
  readonly FunctionName: string;
  readonly Qualifier?: string;
  readonly InvocationType?: 'RequestResponse' | 'Event' | 'DryRun';
  readonly LogType?: 'None' | 'Tail';
  readonly Payload?: Uint8Array;
}

export interface InvokeOutput {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  /** Base64 of the last 4 KB, where the caller asked for it. */
  readonly LogResult?: string;
  readonly Payload?: Uint8Array;
  readonly ExecutedVersion?: string;
}

/** The operation `Invoke`, in its three types. */
export function createInvokeOperation(services: {
  store: FunctionStore;
  arns: FunctionArns;
  invoker: Invoker;
  asyncInvocations: AsyncInvocations;
}): Operation<InvokeInput, InvokeOutput> {
  const { store, arns, invoker, asyncInvocations } = services;
  return {
    access(input) {
      const reference = parseFunctionReference(input.FunctionName, input.Qualifier);
      const resourcePolicy = resourcePolicyOf(store.find(reference.name), reference.qualifier);
      return [
        {
          action: 'lambda:InvokeFunction',
          resource: arns.of(reference.name, reference.qualifier),
          ...(resourcePolicy !== undefined && { resourcePolicy }),
        },
      ];
    },
    async handle(input, context) {
      const invocationType = input.InvocationType ?? 'RequestResponse';
      const reference = parseFunctionReference(input.FunctionName, input.Qualifier);
      // What an unqualified call lacks is `$LATEST`, and the error says so; only calls are told it like this.
      const { record, version } = store.resolve({ ...reference, qualifier: reference.qualifier ?? '$LATEST' });
      const payload = readPayload(input.Payload, invocationType);
      const { requestId } = context;

      if (invocationType === 'DryRun') return { StatusCode: 204 };
      if (invocationType === 'Event') {
        asyncInvocations.accept({ reference, payload, requestId });
        return { StatusCode: 202 };
      }
      const { outcome, logTail } = await invoker.invoke({
        record,
        version,
        invokedFunctionArn: arns.of(reference.name, reference.qualifier),
        payload,
        requestId,
        caller: context.caller,
      });
      return {
        StatusCode: 200,
        ExecutedVersion: version.version,
        ...(input.LogType === 'Tail' && { LogResult: Buffer.from(logTail).toString('base64') }),
        ...(outcome.kind === 'failure' && { FunctionError: 'Unhandled' }),
        Payload: Buffer.from(outcome.kind === 'failure' ? JSON.stringify(outcome.failure) : outcome.payload),
      };
    },
  };
}

/** The event as JSON text; `{}` where the caller sent nothing, as the Node.js runtime sees it. */
function readPayload(payload: Uint8Array | undefined, invocationType: 'RequestResponse' | 'Event' | 'DryRun'): string {
  const limitBytes = invocationType === 'Event' ? lambdaLimits.asyncPayloadBytes : lambdaLimits.syncPayloadBytes;
  const sizeBytes = payload?.byteLength ?? 0;
  if (sizeBytes > limitBytes) {
    throw new AwsError(
      'RequestTooLargeException',
      `${sizeBytes} byte payload is too large for the ${invocationType} invocation type (limit ${limitBytes} bytes)`,
      { statusCode: 413 },
    );
  }
  if (payload === undefined || sizeBytes === 0) return '{}';
  const text = Buffer.from(payload).toString();
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${String(cause)}`, {
      cause,
    });
  }
  return text;
}
