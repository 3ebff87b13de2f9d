import type { Kernel } from '../../../kernel/kernel.ts';
import type { Caller } from '../../../kernel/service.ts';
import { invokeTarget } from '../../eventbridge/targets/invoke-target.ts';
import type { ScheduleTarget } from '../schedule-definition.ts';
import { assertUniversalTarget, isUniversalTarget, universalInput } from './universal-target.ts';

/** One attempt of one firing, as the context attributes name it. */
export interface Firing {
  readonly scheduleArn: string;
  readonly scheduledTime: string;
  readonly executionId: string;
}

/** Replaces the context attributes wherever they stand in the input. */
export function fillContextAttributes(input: string, firing: Firing, attemptNumber: number): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', firing.scheduleArn)
    .replaceAll('<aws.scheduler.scheduled-time>', firing.scheduledTime)
    .replaceAll('<aws.scheduler.execution-id>', firing.executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(attemptNumber));
}

/** Calls the target with `input`. Throws its `AwsError`. */
export async function invokeScheduleTarget(
  kernel: Kernel,
  target: ScheduleTarget,
  input: string,
  caller: Caller,
  queueUrlOfArn: (queueArn: string) => string,
): Promise<void> {
  if (isUniversalTarget(target.Arn)) {
    const call = assertUniversalTarget(target.Arn);
    const { service, operation } = call;
    await kernel.call({ service, operation, input: universalInput(call, input), caller });
    return;
  }
  await invokeTarget(kernel, {
    arn: target.Arn,
    payload: input,
    caller,
    queueUrlOfArn,
    ...(target.EventBridgeParameters && { event: target.EventBridgeParameters }),
  });
}

/** What a target receives that was given no input. */
export function defaultInput(kernel: Kernel, firing: Firing): string {
  return JSON.stringify({
    version: '0',
    id: firing.executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: kernel.accountId,
    time: firing.scheduledTime,
    region: kernel.region,
    resources: [firing.scheduleArn],
    detail: '{}',
  });
}
