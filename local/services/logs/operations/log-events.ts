import { AwsError } from '../../../kernel/aws-error.ts';
import type { Operation } from '../../../kernel/service.ts';
import type { LogStore } from '../log-store.ts';
import { streamArn } from './log-groups.ts';

interface PutInput {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly logEvents: ReadonlyArray<{ readonly timestamp: number; readonly message: string }>;
}

export function putLogEventsOperation(store: LogStore): Operation<PutInput> {
  return {
    access: ({ logGroupName, logStreamName }) => [
      { action: 'logs:PutLogEvents', resource: streamArn(store, logGroupName, logStreamName) },
    ],
    handle: ({ logGroupName, logStreamName, logEvents = [] }) => {
      const group = store.group(logGroupName);
      if (!group.streams.has(logStreamName)) {
        throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
      }
      for (const { timestamp, message } of logEvents) store.append(group, logStreamName, timestamp, message);
      return {};
    },
  };
}

interface FilterInput {
  readonly logGroupName: string;
  readonly logStreamNames?: readonly string[];
  readonly startTime?: number;
  readonly endTime?: number;
  /** Words that must all occur, or one text in quotes. */
  readonly filterPattern?: string;
  readonly limit?: number;
  readonly nextToken?: string;
}

export function filterLogEventsOperation(store: LogStore): Operation<FilterInput> {
  return {
    access: ({ logGroupName }) => [{ action: 'logs:FilterLogEvents', resource: streamArn(store, logGroupName, '') }],
    handle: (input) => {
      const { logStreamNames, startTime = 0, endTime = Number.MAX_SAFE_INTEGER, limit = 10_000 } = input;
      const isWanted = parseFilter(input.filterPattern ?? '');
      const afterId = Number(input.nextToken ?? 0);
      const found = store
        .eventsOf(store.group(input.logGroupName))
        .filter(
          ({ id, streamName, timestampMs, message }) =>
            id > afterId &&
            timestampMs >= startTime &&
            timestampMs < endTime &&
            (logStreamNames === undefined || logStreamNames.includes(streamName)) &&
            isWanted(message),
        );
      const page = found.slice(0, limit);
      return {
        events: page.map(({ id, streamName, timestampMs, ingestedAtMs, message }) => ({
          eventId: String(id),
          logStreamName: streamName,
          timestamp: timestampMs,
          ingestionTime: ingestedAtMs,
          message,
        })),
        searchedLogStreams: [],
        ...(found.length > page.length && { nextToken: String(page.at(-1)!.id) }),
      };
    },
  };
}

function parseFilter(pattern: string): (message: string) => boolean {
  const trimmed = pattern.trim();
  if (/^[[{?-]/.test(trimmed)) {
    throw new AwsError(
      'InvalidParameterException',
      `The local runtime filters by words and quoted texts, not by patterns like ${trimmed}.`,
    );
  }
  const words = [...trimmed.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!);
  return (message) => words.every((word) => message.includes(word));
}
