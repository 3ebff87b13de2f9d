/**
 * Histories whose branches ran at the same time. AWS writes their events as they happen to come, so two runs have them
 * in another order and with other ids. What is the same in all runs, and is compared:
 *
 * B1  the events outside of branches, with their order and ids;
 * B2  the events of every branch, with their order and what they follow;
 * B3  nothing but the order and the ids is left out.
 */
import { isObject, type Json, type JsonObject, parseJson } from '../json.ts';

interface Node {
  readonly event: JsonObject;
  readonly children: Node[];
}

type Started = 'Map' | 'Parallel';

const startOf = (event: JsonObject): Started | undefined =>
  (/^(Map|Parallel)StateStarted$/.exec(String(event.type))?.[1] as Started) ?? undefined;
const endOf = (event: JsonObject): Started | undefined =>
  (/^(Map|Parallel)State(?:Succeeded|Failed|Aborted)$/.exec(String(event.type))?.[1] as Started) ?? undefined;

/** The same value with the events of branches under their `…StateStarted`, in one order whatever order they came in. */
export function groupBranches(answer: Json): Json {
  if (!isObject(answer) || !Array.isArray(answer.events) || !answer.events.every(isObject)) return answer;
  return { ...answer, events: groupEvents(answer.events) };
}

function groupEvents(events: readonly JsonObject[]): Json[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const concurrent = new Set<JsonObject>();
  const regions: { start: JsonObject; events: JsonObject[] }[] = [];
  const trunk: JsonObject[] = [];
  // Where the recording has sorted the events of branches, it took their ids: that tells them from the others.
  const isSorted = events.some(({ id }) => Array.isArray(id));
  let depth = 0;
  for (const event of events) {
    if (endOf(event) !== undefined) depth = Math.max(0, depth - 1);
    const isOfExecution = /^Execution(?:Succeeded|Failed|Aborted|TimedOut)$/.test(String(event.type));
    if (isSorted ? !Array.isArray(event.id) : depth === 0 || isOfExecution) {
      trunk.push(event);
    } else {
      regions.at(-1)!.events.push(event);
      concurrent.add(event);
    }
    if (startOf(event) === undefined) continue;
    if (isSorted || depth === 0) regions.push({ start: event, events: [] });
    depth += 1;
  }

  const describe = (id: string): string => {
    const event = byId.get(Number(id));
    return event === undefined || !concurrent.has(event) ? id : nameOf(event);
  };
  const withoutIds = (event: JsonObject): JsonObject => {
    const { id: _id, previousEventId: _previous, ...rest } = event;
    return mapIds(rest, describe);
  };
  return trunk.map((event) => {
    const region = regions.find(({ start }) => start === event);
    const previous = byId.get(event.previousEventId);
    const shown = mapIds(event, describe);
    const followsBranch = previous === undefined ? isSorted && event.previousEventId !== 0 : concurrent.has(previous);
    if (followsBranch) shown.previousEventId = 'a branch';
    if (region === undefined) return shown;
    return {
      ...shown,
      branches: toForest(region.start, region.events, byId)
        .map((node) => render(node, withoutIds))
        .sort(byText),
    };
  });
}

function toForest(start: JsonObject, events: readonly JsonObject[], byId: ReadonlyMap<Json, JsonObject>): Node[] {
  const nodes = new Map<JsonObject, Node>(events.map((event) => [event, { event, children: [] }]));
  const roots: Node[] = [];
  for (const event of events) {
    const parent = parentOf(event, byId);
    const siblings = parent === undefined || parent === start ? roots : (nodes.get(parent)?.children ?? roots);
    siblings.push(nodes.get(event)!);
  }
  return roots;
}

/**
 * What an event follows. The end of a Map or Parallel follows whichever branch came last, and an iteration that had to
 * wait its turn follows whichever ended before it: both are put under the start of their state.
 */
function parentOf(event: JsonObject, byId: ReadonlyMap<Json, JsonObject>): JsonObject | undefined {
  const ended = endOf(event) ?? (event.type === 'MapIterationStarted' ? 'Map' : undefined);
  let at = byId.get(event.previousEventId);
  if (ended === undefined) return at;
  for (let open = 1; at !== undefined; at = byId.get(at.previousEventId)) {
    if (endOf(at) !== undefined) open += 1;
    if (startOf(at) !== undefined) open -= 1;
    if (open === 0) return at;
  }
  return undefined;
}

function render({ event, children }: Node, withoutIds: (event: JsonObject) => JsonObject): JsonObject {
  const shown = withoutIds(event);
  return children.length === 0
    ? shown
    : { ...shown, followedBy: children.map((child) => render(child, withoutIds)).sort(byText) };
}

/** Ids that causes quote: "(entered at the event id #7)". */
function mapIds(event: JsonObject, describe: (id: string) => string): JsonObject {
  const text = JSON.stringify(event).replace(/event id #(\d+)/g, (_, id: string) => `event id #${describe(id)}`);
  return JSON.parse(text) as JsonObject;
}

function nameOf(event: JsonObject): string {
  const details = Object.values(event).find((value) => isObject(value) && typeof value.name === 'string');
  return `${String(event.type)} ${isObject(details) ? String(details.name) : ''}`.replaceAll('"', "'").trim();
}

function byText(a: Json, b: Json): number {
  const [left, right] = [canonical(a), canonical(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Text that is the same for values that are the same, also where JSON inside of them is spelled in another way. */
function canonical(value: Json): string {
  const held = typeof value === 'string' && /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
  if (held !== undefined) return canonical(held);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join()}}`;
}
