import { AwsError } from '../../kernel/aws-error.ts';
import type { FunctionRecord, FunctionStore } from './function-store.ts';

/** Counts running invocations against a function's reserved concurrency, or against what the account has left. */
export interface Concurrency {
  /**
   * @returns what must be called once the invocation has ended
   * @throws AwsError `TooManyRequestsException`: the limit is reached
   */
  begin(record: FunctionRecord): () => void;
}

export function createConcurrency(store: FunctionStore, accountLimit: number): Concurrency {
  const running = new Map<string, number>();
  const runningOf = (record: FunctionRecord): number => running.get(record.name) ?? 0;

  /** Reserved concurrency is taken from the account's whether it is used or not. */
  const unreserved = (): { limit: number; running: number } => {
    let limit = accountLimit;
    let count = 0;
    for (const record of store.list()) {
      if (record.reservedConcurrency === undefined) count += runningOf(record);
      else limit -= record.reservedConcurrency;
    }
    return { limit, running: count };
  };

  return {
    begin(record) {
      const reserved = record.reservedConcurrency;
      if (reserved !== undefined) {
        if (runningOf(record) >= reserved) throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
      } else {
        const pool = unreserved();
        if (pool.running >= pool.limit) throw throttled('ConcurrentInvocationLimitExceeded');
      }
      running.set(record.name, runningOf(record) + 1);
      return () => running.set(record.name, runningOf(record) - 1);
    },
  };
}

function throttled(reason: string): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
    statusCode: 429,
    fields: { Reason: reason, Type: 'User' },
  });
}
