import type { HistoryEvent } from '../../engine/types.ts';

/** Members that hold a document: those that `includeExecutionData: false` leaves out. */
const documents = ['input', 'output', 'parameters', 'assignedVariables'];
/** Of these, the ones that have a member `…Details` beside them, saying whether they were cut. */
const detailed = ['input', 'output', 'assignedVariables'];

/** A history event as `GetExecutionHistory` shows it. */
export function formatHistoryEvent(
  { id, previousEventId, type, atMs, details }: HistoryEvent,
  includesData: boolean,
): Readonly<Record<string, unknown>> {
  const event = { timestamp: new Date(atMs), type, id, previousEventId };
  if (details === undefined) return event;
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(details)) {
    if (documents.includes(name) && !includesData) continue;
    shown[name] = value;
    if (detailed.includes(name)) shown[`${name}Details`] = { truncated: false };
  }
  return { ...event, [detailsMember(type)]: shown };
}

/** `PassStateEntered` → `stateEnteredEventDetails`, `TaskScheduled` → `taskScheduledEventDetails`. */
function detailsMember(type: string): string {
  const name = type.replace(/^\w+(?=State(Entered|Exited)$)/, '');
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails`;
}
