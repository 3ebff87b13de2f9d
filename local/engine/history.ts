import type { ExecutionIdentity, HistoryDetails, HistoryEvent, HistoryPart } from './types.ts';

/**
 * What the events of one kind at one state have in common. Made once, when the machine is compiled: an event of the kind
 * then needs no object and no name of its own.
 */
export interface EventShape {
  readonly type: string;
  /** Of the state. */
  readonly name: string;
  /** The detail that each event has its own of. */
  readonly member: 'input' | 'output' | 'index';
  /** Its place among those of the machine, by which it can be written down. */
  readonly index: number;
}

/** Of each event: the one before it, its type or shape, and its details or the one that the shape leaves open. */
const cellsPerEvent = 3;

/** How many events there are in the part. */
function countEvents({ cells }: HistoryPart): number {
  return cells.length / cellsPerEvent;
}

export function eventsOf(part: HistoryPart): HistoryEvent[] {
  return Array.from({ length: countEvents(part) }, (_, index) => eventAt(part, index));
}

function eventAt({ firstId, atMs, cells }: HistoryPart, index: number): HistoryEvent {
  const start = index * cellsPerEvent;
  const event = { id: firstId + index, previousEventId: cells[start] as number, atMs };
  const kind = cells[start + 1] as string | EventShape;
  const value = cells[start + 2];
  if (typeof kind === 'object') return { ...event, type: kind.type, details: detailsOf(kind, value) };
  if (value === undefined) return { ...event, type: kind };
  const details = kind === startType ? startDetails(value as ExecutionIdentity) : (value as HistoryDetails);
  return { ...event, type: kind, details };
}

function detailsOf({ name, member }: EventShape, value: unknown): HistoryDetails {
  return { name, [member]: value };
}

/** Of the first event, which has the execution itself in the place of its details: they are made of it when they are read. */
export const startType = 'ExecutionStarted';

/** What the event says. */
function startDetails(execution: ExecutionIdentity): HistoryDetails {
  const { input, roleArn, stateMachineAliasArn, stateMachineVersionArn } = execution;
  const details: Record<string, string> = { input, roleArn };
  if (stateMachineAliasArn !== undefined) details.stateMachineAliasArn = stateMachineAliasArn;
  if (stateMachineVersionArn !== undefined) details.stateMachineVersionArn = stateMachineVersionArn;
  return details;
}

/** The history of an execution: what its transitions wrote, one after the other. Only ever added to. */
export class History {
  /** One that waits has a single part, for which a list would be too large. */
  declare private parts: HistoryPart | HistoryPart[] | undefined;
  declare private readEarlier: (() => readonly HistoryPart[]) | undefined;

  /** @param readEarlier gives the parts before `parts`, and is called when somebody looks at the whole */
  constructor(parts?: readonly HistoryPart[], readEarlier?: () => readonly HistoryPart[]) {
    this.parts = parts === undefined ? undefined : [...parts];
    this.readEarlier = readEarlier;
  }

  /** How many events there are. */
  get length(): number {
    const last = this.all().at(-1);
    return last === undefined ? 0 : last.firstId - 1 + countEvents(last);
  }

  append(part: HistoryPart): void {
    if (this.parts === undefined) this.parts = part;
    else if (Array.isArray(this.parts)) this.parts.push(part);
    else this.parts = [this.parts, part];
  }

  /** Those parts that begin with the event of this id or a later one, as far as they need not be read. */
  partsFrom(id: number): readonly HistoryPart[] {
    return this.known().filter(({ firstId }) => firstId >= id);
  }

  /** The same, newest event first. */
  reversed(): Pick<History, 'length' | 'slice'> {
    const { length } = this;
    return { length, slice: (start, end) => this.slice(length - end, length - start).reverse() };
  }

  /** The events from one position on, up to and without another, as of an array. */
  slice(start: number, end: number): HistoryEvent[] {
    return this.all().flatMap((part) => {
      const from = Math.max(start - part.firstId + 1, 0);
      const to = Math.min(end - part.firstId + 1, countEvents(part));
      return Array.from({ length: Math.max(to - from, 0) }, (_, index) => eventAt(part, from + index));
    });
  }

  private all(): readonly HistoryPart[] {
    if (this.readEarlier !== undefined) this.parts = [...this.readEarlier(), ...this.known()];
    this.readEarlier = undefined;
    return this.known();
  }

  private known(): readonly HistoryPart[] {
    if (this.parts === undefined) return [];
    return Array.isArray(this.parts) ? this.parts : [this.parts];
  }
}
