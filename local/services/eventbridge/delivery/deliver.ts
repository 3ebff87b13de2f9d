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
  /** Where the journal keeps deliveries of this kind, and what this one can be made of again: `resumeDeliveries`. */
  readonly store: string;
  readonly recorded: unknown;
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

/** How far a delivery is. */
interface Progress {
  readonly key: string;
  /** The attempt under way or due next. */
  readonly attemptNumber: number;
  readonly dueMs: number;
  readonly lastAttemptMs: number;
}

type RecordedDelivery<Recorded> = Progress & { readonly recorded: Recorded };

export function deliver(kernel: Kernel, delivery: Delivery): void {
  const maximumAgeSeconds = delivery.retryPolicy?.MaximumEventAgeInSeconds ?? retryDefaults.maximumAgeSeconds;
  const nowMs = kernel.clock.nowMs();
  run(kernel, delivery, {
    key: String(kernel.journal.nextNumber()),
    attemptNumber: 1,
    dueMs: nowMs,
    lastAttemptMs: nowMs + maximumAgeSeconds * 1000,
  });
}

/** Takes up the deliveries that the journal has of a kind; an attempt that was under way is made again. */
export function resumeDeliveries<Recorded>(
  kernel: Kernel,
  store: string,
  revive: (recorded: Recorded) => Omit<Delivery, 'store' | 'recorded'>,
): void {
  const open = [...kernel.journal.load<RecordedDelivery<Recorded>>(store)].map(([, delivery]) => delivery);
  open.sort((one, other) => Number(one.key) - Number(other.key));
  for (const { recorded, ...progress } of open) {
    kernel.journal.onResume(() => run(kernel, { ...revive(recorded), store, recorded }, progress));
  }
}

function run(kernel: Kernel, delivery: Delivery, first: Progress): void {
  const { clock, work, random, journal } = kernel;
  const { key, lastAttemptMs } = first;
  const maximumRetries = delivery.retryPolicy?.MaximumRetryAttempts ?? retryDefaults.maximumRetries;

  const note = (progress: Progress): void =>
    journal.put(delivery.store, key, () => ({ ...progress, recorded: delivery.recorded }));
  const end = (): void => {
    journal.remove(delivery.store, key);
    delivery.onEnd?.();
  };
  const begin = (attemptNumber: number): void => work.start(delivery.label, () => attempt(attemptNumber));

  const attempt = async (attemptNumber: number): Promise<void> => {
    try {
      await delivery.attempt(attemptNumber);
    } catch (error) {
      // Anything else is a fault of the runtime, for its `onUnhandled`.
      if (!isAwsError(error)) throw error;
      await retryOrGiveUp(error, attemptNumber);
      return;
    }
    end();
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
      note({ key, attemptNumber: attemptNumber + 1, dueMs: retryAtMs, lastAttemptMs });
      clock.setTimer(retryAtMs, () => begin(attemptNumber + 1));
      return;
    }
    await delivery.giveUp({ error, retryAttempts, ...(exhausted && { exhausted }) });
    end();
  };

  note(first);
  if (first.dueMs <= clock.nowMs()) begin(first.attemptNumber);
  else clock.setTimer(first.dueMs, () => begin(first.attemptNumber));
}
