import { isObject, type Json, type JsonObject } from '../json.ts';

/** A member that AWS has added to answers, and that a client from before that day drops. */
interface LaterMember {
  readonly member: string;
  /** Day on which AWS's clients began to know it. */
  readonly since: string;
}

const redrives: readonly LaterMember[] = ['redriveCount', 'redriveDate', 'redriveStatus', 'redriveStatusReason'].map(
  (member) => ({ member, since: '2023-11-15' }),
);
const encryption: readonly LaterMember[] = [{ member: 'encryptionConfiguration', since: '2024-07-25' }];

/** By operation. Of lists, the members are those of their elements. */
const laterMembers: Readonly<Record<string, readonly LaterMember[]>> = {
  DescribeActivity: encryption,
  DescribeExecution: redrives,
  DescribeStateMachine: encryption,
  DescribeStateMachineForExecution: encryption,
  ListExecutions: redrives,
};

/**
 * An answer as the client that made a recording shows it. Clients show the members that the API had when they were
 * released, so that a recording cannot hold a later one, whatever was answered. What a recording of that day can hold is
 * left as it is.
 *
 * @param recordedDate `31-12-2023, 09:30:00`; without one the recording is taken for a new one
 */
export function asRecordedThen(body: JsonObject, operation: string, recordedDate: string | undefined): JsonObject {
  const [, day, month, year] = /^(\d{2})-(\d{2})-(\d{4})/.exec(recordedDate ?? '') ?? [];
  if (year === undefined) return body;
  const unknown = (laterMembers[operation] ?? [])
    .filter(({ since }) => `${year}-${month}-${day}` < since)
    .map(({ member }) => member);
  if (unknown.length === 0) return body;
  const members = Object.entries(withoutMembers(body, unknown));
  return Object.fromEntries(
    members.map(([key, value]) => [key, Array.isArray(value) ? value.map((one) => ofElement(one, unknown)) : value]),
  );
}

function ofElement(element: Json, unknown: readonly string[]): Json {
  return isObject(element) ? withoutMembers(element, unknown) : element;
}

function withoutMembers(holder: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(holder).filter(([key]) => !names.includes(key)));
}
