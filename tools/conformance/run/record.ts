import { isObject, type Json } from '../json.ts';
import type { Answer } from '../target/aws-clients.ts';
import { asRecordedThen } from './later-members.ts';
import type { Session } from './session.ts';

interface Recording {
  readonly keys: readonly string[] | undefined;
  readonly operation: string;
  /** `path:x`: only that field was recorded. */
  readonly how?: string;
}

/** Keeps an answer under the keys of the recording, in the shape in which the recording has it. */
export function record({ subject, recorded }: Session, answer: Answer, { keys, operation, how }: Recording): void {
  const shown = { ...answer, body: asRecordedThen(answer.body, operation, subject.recordedDate) };
  for (const key of keys ?? []) {
    if (Object.hasOwn(subject.expected, key)) recorded[key] = shape(shown, operation, subject.expected[key], how);
  }
}

/** Errors were recorded as a response, as the name and text of an exception, or as that text alone. */
export function shape({ body, error }: Answer, operation: string, expected: Json, how?: string): Json {
  if (error !== undefined) {
    const text = `An error occurred (${error.code}) when calling the ${operation} operation: ${error.message}`;
    if (typeof expected === 'string') return text;
    const isException = isObject(expected) && 'exception_typename' in expected;
    return isException ? { exception_typename: error.code, exception_value: text } : body;
  }
  return how?.startsWith('path:') === true ? body[how.slice('path:'.length)] : body;
}
