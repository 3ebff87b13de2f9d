import type { Json } from './asl.ts';
import type { State, StateTable } from './machine.ts';
import { Payload } from './payload.ts';
import type { Activity, Branch, BranchPath, Frame, Variables, Writable } from './types.ts';

/**
 * A branch while a transition works on it. The thread changes; the branch that it was made from, and the one that is made
 * of it, never do.
 */
export interface Thread {
  readonly path: BranchPath;
  readonly table: StateTable;
  /** Those of the outer scopes: visible, not assignable. */
  readonly outerVariables: Variables;
  /** The Map iteration that the thread is in, however deep. */
  readonly item: MapItem | undefined;
  variables: Variables;
  lastEventId: number;
  frame: OpenFrame | undefined;
  /** Whether the transition has made `frame` itself, and may change it: no snapshot has it yet. */
  hasOwnFrame: boolean;
  /** Of the current state: the same document as `frame.input`, perhaps already parsed. */
  input: Payload;
  output: string | undefined;
}

/** Room for an activity is there from the start: what is added to an object later takes more. */
export type OpenFrame = Omit<Writable<Frame>, 'activity'> & { activity?: Activity | undefined };

export interface MapItem {
  readonly index: number;
  readonly value: Json;
}

const nothing = Payload.ofText('{}');

export function openThread(
  path: BranchPath,
  table: StateTable,
  outerVariables: Variables,
  item: MapItem | undefined,
  { variables, lastEventId, frame, output }: Branch,
): Thread {
  const input = frame === undefined ? nothing : Payload.ofText(frame.input);
  return { path, table, outerVariables, item, variables, lastEventId, frame, hasOwnFrame: false, output, input };
}

/** A literal for each of the usual cases: what is added to an object later takes more room, as long as the execution waits. */
export function closeThread(thread: Thread): Branch {
  const { variables, lastEventId, output } = thread;
  const frame = closedFrame(thread);
  if (output === undefined) return frame === undefined ? { variables, lastEventId } : { variables, lastEventId, frame };
  return frame === undefined ? { variables, lastEventId, output } : { variables, lastEventId, frame, output };
}

/** As it would be read from JSON: without an activity where there is none. */
function closedFrame({ frame, hasOwnFrame }: Thread): Frame | undefined {
  if (!hasOwnFrame || frame === undefined || frame.activity !== undefined) return frame as Frame | undefined;
  const { activity: _, ...visit } = frame;
  return visit;
}

export const noVariables: Variables = {};

/** All variables that the thread sees. */
export function visibleVariables({ outerVariables, variables }: Thread): Variables {
  if (outerVariables === noVariables) return variables;
  return variables === noVariables ? outerVariables : { ...outerVariables, ...variables };
}

export function currentFrame(thread: Thread): OpenFrame {
  if (thread.frame === undefined) throw new Error('the thread is in no state');
  return thread.frame;
}

export function currentState(thread: Thread): State {
  return findState(thread.table, currentFrame(thread).stateName);
}

export function findState(table: StateTable, name: string): State {
  const state = table.states.get(name);
  if (state === undefined) throw new Error(`the machine has no state '${name}'`);
  return state;
}

/** Says what the visit of the state now waits for; `undefined`: for nothing. */
export function setActivity(thread: Thread, activity: Activity | undefined): void {
  const frame = currentFrame(thread);
  if (thread.hasOwnFrame) {
    frame.activity = activity;
    return;
  }
  const { stateName, input, enteredAtMs, enteredEventId, previousEventId, retryCount, retrierCounts } = frame;
  const own: OpenFrame = { stateName, input, enteredAtMs, enteredEventId, previousEventId, retryCount, activity };
  if (retrierCounts !== undefined) own.retrierCounts = retrierCounts;
  thread.frame = own;
  thread.hasOwnFrame = true;
}
