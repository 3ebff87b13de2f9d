/**
 * Delivery of one event to one target.
 *
 * D1  Every attempt is a piece of work of its own; between two attempts there is a timer and nothing else.
 * D2  A delivery ends once: delivered, or given up. Only an error that may pass is retried.
 */
import { type AwsError, isAwsError } from '../../../kernel/aws-error.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { isTransient, type RetryPolicy, retryDefaults, retryDelayMs } from './retry-policy.ts';

export interface Surrender {
  readonly error: AwsError;
  /** Which limit was reached; absent where the error could not pass. */
  readonly exhausted?: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
  readonly retryAttempts: number;
}

export interface Delivery {
  /** Says what is delivered where, in messages about work. */
  readonly label: string;
  readonly retryPolicy: RetryPolicy | undefined;
  /** Tries once; `attemptNumber` counts from 1. Throws the target's `AwsError`. */
  attempt(attemptNumber: number): Promise<void>;
  onRetry?(): void;
  giveUp(surrender: Surrender): void | Promise<void>;
  /** After success and after `giveUp`. */
  onEnd?(): void;
}

export function deliver(kernel: Kernel, delivery: Delivery): void {
  const { clock, work, random } = kernel;
  const maximumAgeSeconds = delivery.retryPolicy?.MaximumEventAgeInSeconds ?? retryDefaults.maximumAgeSeconds;
  const maximumRetries = delivery.retryPolicy?.MaximumRetryAttempts ?? retryDefaults.maximumRetries;
  const lastAttemptMs = clock.nowMs() + maximumAgeSeconds * 1000;

  const attempt = async (attemptNumber: number): Promise<void> => {
    try {
      await delivery.attempt(attemptNumber);
    } catch (error) {
      // Anything else is a fault of the runtime, for its `onUnhandled`.
      if (!isAwsError(error)) throw error;
      await retryOrGiveUp(error, attemptNumber);
      return;
    }
    delivery.onEnd?.();
  };
  const retryOrGiveUp = async (error: AwsError, attemptNumber: number): Promise<void> => {
    const retryAttempts = attemptNumber - 1;
    const retryAtMs = clock.nowMs() + retryDelayMs(attemptNumber, random);
    const exhausted = !isTransient(error)
      ? undefined
      : retryAttempts >= maximumRetries
        ? 'MaximumRetryAttempts'
        : retryAtMs > lastAttemptMs
          ? 'MaximumEventAgeInSeconds'
          : 'none';
    if (exhausted === 'none') {
      delivery.onRetry?.();
      clock.setTimer(retryAtMs, () => work.start(delivery.label, () => attempt(attemptNumber + 1)));
      return;
    }
    await delivery.giveUp({ error, retryAttempts, ...(exhausted && { exhausted }) });
    delivery.onEnd?.();
  };

  work.start(delivery.label, () => attempt(1));
}
