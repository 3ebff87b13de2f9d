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

type ThreadPlace = Pick<Thread, 'path' | 'table' | 'outerVariables' | 'item'>;

const nothing = Payload.ofText('{}');

export function openThread(place: ThreadPlace, branch: Branch): Thread {
  const input = branch.frame === undefined ? nothing : Payload.ofText(branch.frame.input);
  const { variables, lastEventId, frame, output } = branch;
  return { ...place, variables, lastEventId, frame, output, input };
}

export function closeThread({ variables, lastEventId, frame, output }: Thread): Branch {
  const branch: Writable<Branch> = { variables, lastEventId };
  if (frame !== undefined) branch.frame = frame;
  if (output !== undefined) branch.output = output;
  return branch;
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
  const frame: Writable<Frame> = { stateName, input, enteredAtMs, enteredEventId, previousEventId, retryCount };
  if (retrierCounts !== undefined) frame.retrierCounts = retrierCounts;
  if (activity !== undefined) frame.activity = activity;
  thread.frame = frame;
}
