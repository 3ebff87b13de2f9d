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
  frame: Frame | undefined;
  /** Of the current state: the same document as `frame.input`, perhaps already parsed. */
  input: Payload;
  output: string | undefined;
}

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
  return { path, table, outerVariables, item, variables, lastEventId, frame, output, input };
}

/** A literal for each of the usual cases: what is added to an object later takes more room, as long as the execution waits. */
export function closeThread({ variables, lastEventId, frame, output }: Thread): Branch {
  if (output === undefined) return frame === undefined ? { variables, lastEventId } : { variables, lastEventId, frame };
  return frame === undefined ? { variables, lastEventId, output } : { variables, lastEventId, frame, output };
}

export const noVariables: Variables = {};

/** All variables that the thread sees. */
export function visibleVariables({ outerVariables, variables }: Thread): Variables {
  if (outerVariables === noVariables) return variables;
  return variables === noVariables ? outerVariables : { ...outerVariables, ...variables };
}

export function currentFrame(thread: Thread): Frame {
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
  const { stateName, input, enteredAtMs, enteredEventId, previousEventId, retryCount, retrierCounts } =
    currentFrame(thread);
  if (activity !== undefined && retrierCounts === undefined) {
    thread.frame = { stateName, input, enteredAtMs, enteredEventId, previousEventId, retryCount, activity };
    return;
  }
  const frame: Writable<Frame> = { stateName, input, enteredAtMs, enteredEventId, previousEventId, retryCount };
  if (retrierCounts !== undefined) frame.retrierCounts = retrierCounts;
  if (activity !== undefined) frame.activity = activity;
  thread.frame = frame;
}
