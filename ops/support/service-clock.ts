/**
 * The time as AWS has it. Instants that a command writes are compared with the clocks of Lambdas (when a run may start, when
 * something is overdue), and an operator's machine may be minutes off; the local runtime may be months away.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface ServiceClock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Told of the `date` of an answer. */
  observe(date: string): void;
}

/** A date has whole seconds, and an answer takes its time: what differs by less is the same. Unit: milliseconds. */
const toleranceMs = 2_000;

/** @param nowMs the clock of this machine */
export function createServiceClock(nowMs: () => number): ServiceClock {
  let offsetMs = 0;
  return {
    nowMs: () => nowMs() + offsetMs,
    observe(date) {
      const differenceMs = Date.parse(date) - nowMs();
      if (Number.isNaN(differenceMs)) return;
      offsetMs = Math.abs(differenceMs) < toleranceMs ? 0 : differenceMs;
    },
  };
}

/** Has every answer of the client observed. */
export function observeDates(client: DynamoDBClient, observe: (date: string) => void): DynamoDBClient {
  client.middlewareStack.add(
    (next) => async (request) => {
      const answered = await next(request);
      const { headers } = answered.response as { readonly headers?: Readonly<Record<string, string>> };
      if (headers?.date !== undefined) observe(headers.date);
      return answered;
    },
    { step: 'deserialize', name: 'observeDates' },
  );
  return client;
}
