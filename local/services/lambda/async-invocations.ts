/**
 * Asynchronous calls: accepted at once, run in the background, repeated as Lambda repeats them.
 *
 * A1  An event whose handler fails is tried again one and then two minutes later, as often as its configuration says.
 * A2  An event that was throttled, or that Lambda itself failed, waits and keeps its attempts, until it is too old.
 * A3  An event given up goes to the failure queue, if there is one, with the reason; without one it is dropped.
 * A4  An accepted event is in the journal until it has succeeded or was given up; after a crash its attempt is made again.
 */
import { isAwsError } from '../../kernel/aws-error.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { FunctionArns, FunctionReference } from './function-reference.ts';
import type { EventInvokeConfig, FunctionStore, FunctionVersion } from './function-store.ts';
import type { InvocationResult, Invoker } from './invoker.ts';
import { lambdaLimits } from './limits.ts';
import { queueUrlOf } from './queue-url.ts';
import type { FunctionFailure } from './worker/protocol.ts';

export interface AsyncInvocations {
  /** Accepts an event; its first attempt begins now. */
  accept(event: { reference: FunctionReference; payload: string; requestId: string }): void;
}

interface PendingEvent {
  readonly key: string;
  readonly reference: FunctionReference;
  readonly payload: string;
  readonly requestId: string;
  readonly receivedAtMs: number;
  /** Invocations that ran. */
  attempts: number;
  throttles: number;
  /** Of the attempt under way or due next. */
  dueMs: number;
}

const store = 'lambda/events';

export function createAsyncInvocations(
  kernel: Kernel,
  services: { store: FunctionStore; arns: FunctionArns; invoker: Invoker; endpoint: () => string },
): AsyncInvocations {
  const { store: functions, arns, invoker } = services;
  const { journal } = kernel;

  const note = (event: PendingEvent): void => journal.put(store, event.key, () => event);
  const end = (event: PendingEvent): void => journal.remove(store, event.key);

  const attempt = async (event: PendingEvent): Promise<void> => {
    const { record, version } = functions.resolve(event.reference);
    const config = record.eventInvokeConfigs.get(event.reference.qualifier ?? '$LATEST') ?? {};
    const invokedFunctionArn = arns.of(record.name, event.reference.qualifier);
    let result: InvocationResult;
    try {
      result = await invoker.invoke({ ...event, record, version, invokedFunctionArn });
    } catch (error) {
      if (!isAwsError(error) || (error.statusCode !== 429 && error.statusCode < 500)) throw error;
      const { first, longest } = lambdaLimits.asyncThrottleDelayMs;
      const delayMs = Math.min(first * 2 ** event.throttles, longest);
      event.throttles += 1;
      await retryLater(event, version, config, delayMs, undefined);
      return;
    }
    event.attempts += 1;
    if (result.outcome.kind === 'result') {
      end(event);
      return;
    }
    const { failure } = result.outcome;
    const limit = config.maximumRetryAttempts ?? lambdaLimits.asyncRetryAttempts.default;
    if (event.attempts > limit) await giveUp(event, version, config, 'RetriesExhausted', failure);
    else await retryLater(event, version, config, lambdaLimits.asyncRetryDelaysMs[event.attempts - 1]!, failure);
  };

  const retryLater = async (
    event: PendingEvent,
    version: FunctionVersion,
    config: EventInvokeConfig,
    delayMs: number,
    failure: FunctionFailure | undefined,
  ): Promise<void> => {
    const dueMs = kernel.clock.nowMs() + delayMs;
    const longestMs = (config.maximumEventAgeSeconds ?? lambdaLimits.asyncEventAgeSeconds.default) * 1_000;
    if (dueMs - event.receivedAtMs > longestMs) {
      await giveUp(event, version, config, 'EventAgeExceeded', failure);
      return;
    }
    event.dueMs = dueMs;
    note(event);
    kernel.clock.setTimer(dueMs, () => begin(event));
  };

  const giveUp = async (
    event: PendingEvent,
    version: FunctionVersion,
    config: EventInvokeConfig,
    condition: 'RetriesExhausted' | 'EventAgeExceeded',
    failure: FunctionFailure | undefined,
  ): Promise<void> => {
    if (config.onFailureQueueArn === undefined) {
      end(event);
      return;
    }
    const record = {
      version: '1.0',
      timestamp: new Date(kernel.clock.nowMs()).toISOString(),
      requestContext: {
        requestId: event.requestId,
        functionArn: arns.of(version.functionName, event.reference.qualifier ?? '$LATEST'),
        condition,
        approximateInvokeCount: event.attempts,
      },
      requestPayload: JSON.parse(event.payload) as unknown,
      ...(failure !== undefined && {
        responseContext: { statusCode: 200, executedVersion: version.version, functionError: 'Unhandled' },
        responsePayload: failure,
      }),
    };
    await kernel.call({
      service: 'sqs',
      operation: 'SendMessage',
      input: {
        QueueUrl: queueUrlOf(services.endpoint(), config.onFailureQueueArn),
        MessageBody: JSON.stringify(record),
      },
      caller: { kind: 'role', roleArn: version.configuration.roleArn, sessionName: version.functionName },
    });
    end(event);
  };

  const begin = (event: PendingEvent): void =>
    kernel.work.start(`event for lambda ${event.reference.name}`, () => attempt(event));

  for (const [, event] of journal.load<PendingEvent>(store)) {
    journal.onResume(() => {
      if (event.dueMs <= kernel.clock.nowMs()) begin(event);
      else kernel.clock.setTimer(event.dueMs, () => begin(event));
    });
  }

  return {
    accept(accepted) {
      const nowMs = kernel.clock.nowMs();
      const key = String(journal.nextNumber()).padStart(16, '0');
      const event: PendingEvent = { ...accepted, key, receivedAtMs: nowMs, attempts: 0, throttles: 0, dueMs: nowMs };
      note(event);
      begin(event);
    },
  };
}
