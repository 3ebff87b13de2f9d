import { type EventShape, startType } from '../../engine/history.ts';
import type { ExecutionIdentity, HistoryPart } from '../../engine/types.ts';

/*
 * A history as the journal has it: JSON that says nothing twice. Most events follow the one before, are those of a state that is
 * entered or left, and have the document that the event before had too, the first of them the execution's input. Of such an event
 * there is its shape's index and no more.
 */

export type PackedPart = readonly [firstId: number, atMs: number, ...events: readonly PackedEvent[]];

/** The event before it, its type or its shape's index, and its details, or the one that the shape leaves open. */
type PackedEvent = number | readonly [previousEventId: number, kind: string | number, value?: unknown];

/** In place of a document that the event before had too. */
const same = true;

/** @param input of the execution */
export function packHistory(history: readonly HistoryPart[], input: string): PackedPart[] {
  let document = input;
  return history.map(({ firstId, atMs, cells }) => {
    const packed: [number, number, ...PackedEvent[]] = [firstId, atMs];
    for (let at = 0; at < cells.length; at += 3) {
      const previousEventId = cells[at] as number;
      const kind = cells[at + 1] as string | EventShape;
      const value = cells[at + 2];
      if (typeof kind === 'string') {
        packed.push(packPlain(previousEventId, kind, value, document));
        continue;
      }
      const isSame = value === document;
      const follows = previousEventId === firstId + packed.length - 3;
      packed.push(isSame && follows ? kind.index : [previousEventId, kind.index, isSame ? same : value]);
      if (typeof value === 'string') document = value;
    }
    return packed;
  });
}

export function unpackHistory(
  history: readonly PackedPart[],
  execution: ExecutionIdentity,
  shapes: readonly EventShape[],
): HistoryPart[] {
  let document = execution.input;
  return history.map(([firstId, atMs, ...events]) => {
    const cells: unknown[] = [];
    for (const [place, event] of events.entries()) {
      if (typeof event === 'number') {
        cells.push(firstId + place - 1, shapes[event], document);
        continue;
      }
      const [previousEventId, kind, packed] = event;
      if (typeof kind === 'string') {
        cells.push(previousEventId, kind, unpackPlain(kind, packed, document, execution));
        continue;
      }
      const value = packed === same ? document : packed;
      cells.push(previousEventId, shapes[kind], value);
      if (typeof value === 'string') document = value;
    }
    return { firstId, atMs, cells };
  });
}

/** Of an event without a shape. What the execution's start and its end say is known. */
function packPlain(previousEventId: number, type: string, details: unknown, document: string): PackedEvent {
  if (details === undefined || type === startType) return [previousEventId, type];
  if (type === 'ExecutionSucceeded' && (details as { readonly output?: string }).output === document) {
    return [previousEventId, type, same];
  }
  return [previousEventId, type, details];
}

function unpackPlain(type: string, packed: unknown, document: string, execution: ExecutionIdentity): unknown {
  if (type === startType) return execution;
  return packed === same ? { output: document } : packed;
}
