import { AwsError } from '../../../kernel/aws-error.ts';
import type { AccessRequest, Operation } from '../../../kernel/service.ts';
import { defaultBusName } from '../bus-store.ts';
import { type BusEvent, eventTime } from '../event.ts';
import type { EventsContext } from '../events-context.ts';
import { eventsLimits } from '../limits.ts';

interface Entry {
  readonly EventBusName?: string;
  readonly Source?: string;
  readonly DetailType?: string;
  /** JSON text of an object. */
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  /** JSON carries it as epoch seconds. */
  readonly Time?: Date | number | string;
}

interface Input {
  readonly Entries: readonly Entry[];
}

interface ResultEntry {
  readonly EventId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

interface Output {
  readonly FailedEntryCount: number;
  readonly Entries: readonly ResultEntry[];
}

export function putEventsOperation(context: EventsContext): Operation<Input, Output> {
  return {
    access: ({ Entries = [] }) => putEventsAccess(context, Entries),
    handle: ({ Entries = [] }) => {
      assertEntries(Entries);
      const results = Entries.map((entry) => putEvent(context, entry));
      return {
        FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
        Entries: results,
      };
    },
  };
}

/** One permission a bus, with the sources and detail types that the request brings it. */
function putEventsAccess({ buses }: EventsContext, entries: readonly Entry[]): AccessRequest[] {
  const byBus = Map.groupBy(entries, ({ EventBusName }) => buses.busArn(EventBusName));
  if (byBus.size === 0) byBus.set(buses.busArn(defaultBusName), []);
  return [...byBus].map(([resource, sent]) => {
    const statements = [...(buses.find(resource)?.statements.values() ?? [])];
    return {
      action: 'events:PutEvents',
      resource,
      conditions: {
        'events:source': distinct(sent.map(({ Source }) => Source)),
        'events:detail-type': distinct(sent.map(({ DetailType }) => DetailType)),
      },
      ...(statements.length > 0 && { resourcePolicy: { Statement: statements } }),
    };
  });
}

function distinct(values: ReadonlyArray<string | undefined>): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

function assertEntries(entries: readonly Entry[]): void {
  if (entries.length === 0) {
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (entries.length > eventsLimits.entries) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${JSON.stringify(entries)}' at 'entries' failed to satisfy constraint: Member must have length less than or equal to ${eventsLimits.entries}`,
    );
  }
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes >= eventsLimits.requestBytes) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
}

/** What AWS counts of an entry: 14 bytes for a time, and its texts. */
function entryBytes({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time === undefined ? 0 : 14) + texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function putEvent(context: EventsContext, entry: Entry): ResultEntry {
  const { kernel, buses } = context;
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[name]) {
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      };
    }
  }
  if (entry.Source!.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = parseDetail(entry.Detail!);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const id = kernel.identifiers.uuid();
  kernel.meter.add('eventsPublished', Math.max(1, Math.ceil(entryBytes(entry) / eventsLimits.billedChunkBytes)));
  const bus = buses.find(entry.EventBusName);
  // AWS takes an event for a bus that is not there, and drops it.
  if (bus) context.publish(bus.name, toEvent(context, entry, id, detail));
  return { EventId: id };
}

function parseDetail(text: string): Record<string, unknown> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    const isObject = typeof detail === 'object' && detail !== null && !Array.isArray(detail);
    return isObject ? (detail as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function toEvent({ kernel }: EventsContext, entry: Entry, id: string, detail: Record<string, unknown>): BusEvent {
  const { Time } = entry;
  const timeMs =
    Time === undefined ? kernel.clock.nowMs() : new Date(typeof Time === 'number' ? Time * 1000 : Time).getTime();
  return {
    version: '0',
    id,
    'detail-type': entry.DetailType!,
    source: entry.Source!,
    account: kernel.accountId,
    time: eventTime(timeMs),
    region: kernel.region,
    resources: entry.Resources ?? [],
    detail,
  };
}
