import { sdkMetadata } from './envelope.ts';
import { type Integration, parametersObject } from './integration.ts';
import { textMember } from './text-member.ts';

/** `states:startExecution`, answered as soon as the execution runs. */
export const startExecution: Integration = {
  naming: {
    prefix: 'StepFunctions',
    unmodelled: 'AWSStepFunctionsException',
    unmodelledCodes: new Set(['AccessDeniedException', 'ThrottlingException']),
    signature: { family: 'optimised', service: 'AWSStepFunctions' },
  },
  async perform(request) {
    const { StateMachineArn, Name, Input, TraceHeader } = parametersObject(request);
    const output = (await request.call('states', 'StartExecution', {
      stateMachineArn: StateMachineArn,
      ...(Name === undefined ? {} : { name: Name }),
      ...(Input === undefined || Input === null ? {} : { input: textMember(Input) }),
      ...(TraceHeader === undefined ? {} : { traceHeader: TraceHeader }),
    })) as { readonly executionArn: string; readonly startDate: Date };
    return JSON.stringify({
      ExecutionArn: output.executionArn,
      ...sdkMetadata(request.requestId()),
      StartDate: output.startDate.getTime(),
    });
  },
};
