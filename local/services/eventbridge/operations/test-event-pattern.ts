import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import { compilePattern } from '../patterns/compile-pattern.ts';
import { matchesPattern } from '../patterns/match-event.ts';

interface Input {
  readonly EventPattern: string;
  /** JSON text of a whole event. */
  readonly Event: string;
}

const requiredFields = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

export function testEventPatternOperation(): Operation<Input, { Result: boolean }> {
  return {
    access: () => [{ action: 'events:TestEventPattern', resource: '*' }],
    handle: ({ EventPattern, Event }) => {
      const pattern = compilePattern(EventPattern);
      return { Result: matchesPattern(pattern, parseEvent(Event)) };
    },
  };
}

function parseEvent(text: string): Record<string, unknown> {
  const refusal = (cause?: unknown): AwsError =>
    new AwsError('ValidationException', 'Parameter Event is not valid.', { cause });
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch (cause) {
    throw refusal(cause);
  }
  if (typeof event !== 'object' || event === null) throw refusal();
  for (const field of requiredFields) if (!Object.hasOwn(event, field)) throw refusal();
  return event as Record<string, unknown>;
}
