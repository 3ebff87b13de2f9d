import { AwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Caller, ServiceName } from '../../../kernel/service.ts';

/** A call to a target: the one operation that its kind of ARN stands for. */
interface TargetInvocation {
  readonly arn: string;
  /** Text that the target receives. */
  readonly payload: string;
  readonly caller: Caller;
  /** What a bus as a target needs. */
  readonly event?: {
    readonly Source: string;
    readonly DetailType: string;
    readonly Resources?: readonly string[];
    readonly Time?: Date;
  };
  queueUrlOfArn(queueArn: string): string;
}

interface Call {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** Kinds of ARN that can be a target, and the call that each means. */
const calls: Readonly<Record<string, (invocation: TargetInvocation) => Call>> = {
  events: ({ arn, payload, event }) => ({
    service: 'events',
    operation: 'PutEvents',
    input: { Entries: [{ EventBusName: arn, Detail: payload, ...event }] },
  }),
  lambda: ({ arn, payload }) => ({
    service: 'lambda',
    operation: 'Invoke',
    input: { FunctionName: arn, InvocationType: 'Event', Payload: new TextEncoder().encode(payload) },
  }),
  sns: ({ arn, payload }) => ({
    service: 'sns',
    operation: 'Publish',
    input: { TopicArn: arn, Message: payload },
  }),
  sqs: ({ arn, payload, queueUrlOfArn }) => ({
    service: 'sqs',
    operation: 'SendMessage',
    input: { QueueUrl: queueUrlOfArn(arn), MessageBody: payload },
  }),
  states: ({ arn, payload }) => ({
    service: 'states',
    operation: 'StartExecution',
    input: { stateMachineArn: arn, input: payload },
  }),
};

export function targetServiceOf(arn: string): string {
  return arn.split(':')[2] ?? '';
}

/** Refuses the ARN of something that this runtime cannot call. */
export function assertTargetArn(arn: unknown): asserts arn is string {
  if (typeof arn === 'string' && Object.hasOwn(calls, targetServiceOf(arn))) return;
  throw new AwsError(
    'ValidationException',
    `The local runtime knows no target of the kind of ${String(arn)}; it knows ${Object.keys(calls).join(', ')}.`,
  );
}

/** Calls the target. Throws its `AwsError`; an event that a bus refuses is an error too. */
export async function invokeTarget(kernel: Kernel, invocation: TargetInvocation): Promise<void> {
  assertTargetArn(invocation.arn);
  const call = calls[targetServiceOf(invocation.arn)]!(invocation);
  const output = await kernel.call({ ...call, caller: invocation.caller });
  if (call.service === 'events') assertPublished(output);
}

function assertPublished(output: unknown): void {
  const [entry] = (output as { Entries: Array<{ ErrorCode?: string; ErrorMessage?: string }> }).Entries;
  if (entry?.ErrorCode !== undefined) throw new AwsError(entry.ErrorCode, entry.ErrorMessage ?? '');
}
