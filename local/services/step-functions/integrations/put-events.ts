import type { JsonObject } from '../../../engine/asl.ts';
import { sdkMetadata } from './envelope.ts';
import { type Integration, parametersObject, TaskFailureError } from './integration.ts';
import { textMember } from './text-member.ts';

/** `events:putEvents`: each entry also names the machine and the execution; one refused entry fails the task. */
export const putEvents: Integration = {
  naming: {
    prefix: 'EventBridge',
    unmodelled: 'AmazonEventBridgeException',
    unmodelledCodes: true,
    signature: { family: 'optimised', service: 'AmazonEventBridge' },
  },
  async perform(request) {
    const { Entries, ...parameters } = parametersObject(request);
    const { stateMachineArn, executionArn } = request.execution;
    const entries = ((Entries ?? []) as readonly JsonObject[]).map((entry) => ({
      ...entry,
      ...(entry.Detail === undefined ? {} : { Detail: textMember(entry.Detail) }),
      ...(typeof entry.Time === 'string' ? { Time: new Date(entry.Time) } : {}),
      Resources: [...((entry.Resources ?? []) as readonly string[]), stateMachineArn, executionArn],
    }));
    const output = (await request.call('events', 'PutEvents', { ...parameters, Entries: entries })) as {
      readonly FailedEntryCount: number;
      readonly Entries: readonly unknown[];
    };
    const result = JSON.stringify({ ...output, ...sdkMetadata(request.requestId()) });
    if (output.FailedEntryCount > 0) throw new TaskFailureError({ error: 'EventBridge.FailedEntry', cause: result });
    return result;
  },
};
