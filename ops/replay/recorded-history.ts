/** A history as `GetExecutionHistory` returns it, read into the form in which it is replayed. */
import * as z from 'zod';

export interface RecordedEvent {
  readonly id: number;
  /** 0 for the first event and for the first one after it. */
  readonly previousEventId: number;
  readonly type: string;
  readonly atMs: number;
  /** The event's `…EventDetails`, whatever they are called. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface RecordedHistory {
  /** What a report calls it: the execution's name, or the file's. */
  readonly name: string;
  readonly executionArn: string;
  /** In the order of their ids. */
  readonly events: readonly RecordedEvent[];
}

/** The SDK gives dates, the command line texts or seconds. */
const instant = z.union([z.number().transform((seconds) => seconds * 1_000), z.coerce.date().transform(Number)]);

const eventSchema = z
  .looseObject({
    id: z.int().min(1),
    previousEventId: z.int().min(0).default(0),
    type: z.string(),
    timestamp: instant,
  })
  .transform(({ id, previousEventId, type, timestamp, ...rest }): RecordedEvent => {
    const details = Object.entries(rest).find(([key]) => key.endsWith('EventDetails'))?.[1];
    return { id, previousEventId, type, atMs: timestamp, details: (details ?? {}) as RecordedEvent['details'] };
  });

const historySchema = z.object({
  executionArn: z.string().optional(),
  events: z.array(eventSchema).min(1),
});

/** A history that cannot be replayed: the message names the file and the field. */
export class UnreadableHistory extends Error {
  override readonly name = 'UnreadableHistory';
}

/**
 * @param text JSON: `{events}` as the API or the AWS command line give it, all pages in one; `executionArn` if it is known
 * @throws UnreadableHistory naming the field that is missing or malformed
 */
export function parseHistory(text: string, fileName: string): RecordedHistory {
  const parsed = historySchema.safeParse(parseJson(text, fileName));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new UnreadableHistory(`${fileName}: ${path.map(String).join('.') || 'history'}: ${message}`);
  }
  const events = parsed.data.events.toSorted((a, b) => a.id - b.id);
  if (events[0]?.type !== 'ExecutionStarted')
    throw new UnreadableHistory(`${fileName}: events: has to begin with ExecutionStarted; is a page missing?`);
  const executionArn =
    parsed.data.executionArn ?? `arn:aws:states:local:000000000000:execution:unknown:${nameOf(fileName)}`;
  return { name: executionArn.split(':').at(-1)!, executionArn, events };
}

const nameOf = (fileName: string): string => fileName.replace(/^.*\//, '').replace(/(\.history)?\.json$/, '');

function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableHistory(`${fileName}: not JSON`, { cause: error });
  }
}
