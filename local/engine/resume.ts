import type { State } from './machine.ts';
import { type MaybePromise, whenReady } from './query-language/query.ts';
import type { Run } from './run.ts';
import { runThread } from './run-thread.ts';
import { isThrough, openChild } from './states/children.ts';
import { openIteration, resumeMap } from './states/map.ts';
import { resumeParallel } from './states/parallel.ts';
import { startState } from './states/start-state.ts';
import { resumeTask } from './states/task.ts';
import { endWait } from './states/wait.ts';
import type { Outcome, Step } from './step.ts';
import { currentState, setActivity, type Thread } from './thread.ts';
import type { Activity, EngineEvent } from './types.ts';

type AddressedEvent = Extract<EngineEvent, { path: unknown }>;

/**
 * Brings an event to the thread that its path leads to and works on from there, up to the root where branches end.
 * `undefined` for an event that comes too late: what it was for is over.
 */
export function resumeThread(run: Run, thread: Thread, event: AddressedEvent): MaybePromise<Outcome | undefined> {
  const activity = thread.frame?.activity;
  if (activity === undefined) return undefined;
  const state = currentState(thread);
  const index = event.path[thread.path.length];
  if (index === undefined) {
    const work = workOn(run, thread, state, activity, event);
    return work === undefined ? undefined : runThread(run, thread, work);
  }
  const child = childAt(thread, state, activity, index);
  if (child === undefined) return undefined;
  return whenReady(resumeThread(run, child, event), (outcome) => {
    if (outcome === undefined) return undefined;
    return runThread(run, thread, () => takeUp(run, thread, state, activity, child, outcome));
  });
}

function childAt(thread: Thread, state: State, activity: Activity, index: number): Thread | undefined {
  if (activity.kind !== 'parallel' && activity.kind !== 'map') return undefined;
  const branch = activity.branches[index];
  if (branch === undefined || isThrough(branch)) return undefined;
  if (state.type === 'Parallel') return openChild(thread, index, state.branches[index]!, branch);
  if (state.type === 'Map' && activity.kind === 'map') return openIteration(thread, state, activity, index, branch);
  return undefined;
}

function takeUp(
  run: Run,
  thread: Thread,
  state: State,
  activity: Activity,
  child: Thread,
  outcome: Outcome,
): MaybePromise<Step> {
  if (activity.kind === 'parallel' && state.type === 'Parallel') {
    return resumeParallel(run, thread, state, activity.branches, child, outcome);
  }
  if (activity.kind === 'map' && state.type === 'Map') {
    return resumeMap(run, thread, state, { ...activity, branches: [...activity.branches] }, child, outcome);
  }
  throw new Error(`a ${state.type} state has no branches`);
}

function workOn(
  run: Run,
  thread: Thread,
  state: State,
  activity: Activity,
  event: AddressedEvent,
): (() => MaybePromise<Step>) | undefined {
  if (activity.kind === 'task') {
    return state.type === 'Task' ? resumeTask(run, thread, state, activity, event) : undefined;
  }
  if (activity.kind !== 'retry' && activity.kind !== 'delay') return undefined;
  if (event.kind !== 'timer-fired' || event.timerId !== activity.timerId) return undefined;
  if (activity.kind === 'delay') return state.type === 'Wait' ? () => endWait(run, thread, state) : undefined;
  return () => {
    run.transitionCount += 1;
    setActivity(thread, undefined);
    return startState(run, thread);
  };
}
