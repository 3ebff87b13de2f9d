import { isObject, type Json } from '../json.ts';

const ends = ['ParallelStateSucceeded', 'ParallelStateAborted', 'ParallelStateExited', 'ParallelStateFailed'];

/**
 * Sorts, in place, the events between a Parallel's start and its end by their text, and takes their ids away. As in the
 * recordings, the second of two ends in a row (`…Succeeded`, then `…Exited`) puts the sorted events in the place of the
 * first, so that one is lost, and the event behind it is passed over.
 */
export function sortParallelEvents(events: Json[]): void {
  let firstIndex: number | undefined;
  let between: Json[] = [];
  for (let at = 0; at < events.length; at += 1) {
    const event = events[at];
    if (!isObject(event)) continue;
    if (event.type === 'ParallelStateStarted') {
      firstIndex = at + 1;
      between = [];
    } else if (ends.includes(String(event.type))) {
      if (firstIndex !== undefined) events.splice(firstIndex, at - firstIndex, ...between.sort(byText));
    } else if (firstIndex !== undefined && at === firstIndex + between.length) {
      event.id = [0];
      event.previousEventId = 0;
      between.push(event);
    }
  }
}

function byText(a: Json, b: Json): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
