import type { Branch, Effect, EngineEvent, Snapshot } from '../../engine/types.ts';

/** Effects that were asked for and have not come back as an event, by what they are for. */
export type Outstanding = Map<string, Effect>;

export function outstandingOf(effects: readonly Effect[]): Outstanding {
  const outstanding: Outstanding = new Map();
  addEffects(outstanding, effects);
  return outstanding;
}

/** Changes `outstanding` to what it is after an event and the effects that came of it. */
export function applyEffects(outstanding: Outstanding, event: EngineEvent, effects: readonly Effect[]): void {
  if (event.kind === 'timer-fired') outstanding.delete(timerKey(event.timerId));
  if ('taskId' in event) outstanding.delete(taskKey(event.taskId));
  addEffects(outstanding, effects);
}

function addEffects(outstanding: Outstanding, effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.kind === 'set-timer') outstanding.set(timerKey(effect.timerId), effect);
    else if (effect.kind === 'cancel-timer') outstanding.delete(timerKey(effect.timerId));
    else if ('taskId' in effect) outstanding.set(taskKey(effect.taskId), effect);
    else if (effect.kind === 'execution-ended') outstanding.clear();
  }
}

/** Whether the execution still waits for it: a task of a branch that was given up is not called again. */
export function isAwaited(effect: Effect, snapshot: Snapshot): boolean {
  if (snapshot.status !== 'RUNNING') return false;
  return !('taskId' in effect) || isTaskAwaited(snapshot.root, effect.taskId);
}

function isTaskAwaited({ frame }: Branch, taskId: number): boolean {
  const activity = frame?.activity;
  switch (activity?.kind) {
    case 'task':
      return activity.taskId === taskId;
    case 'parallel':
    case 'map':
      // A Map's list has holes where iterations have not started; `some` passes over them.
      return activity.branches.some((branch) => branch && isTaskAwaited(branch, taskId));
    default:
      return false;
  }
}

function timerKey(timerId: number): string {
  return `timer ${timerId}`;
}

function taskKey(taskId: number): string {
  return `task ${taskId}`;
}
