import type { EventShape } from './history.ts';
import type { State, StateTable } from './machine.ts';

/** The shapes of all events that a machine's states write, each at its `index`: of the same definition always the same. */
export function eventShapesOf({ states }: StateTable): EventShape[] {
  return [...states.values()].flatMap((state) => [state.entered, state.exited, ...innerShapes(state)]);
}

function innerShapes(state: State): EventShape[] {
  if (state.type === 'Parallel') return state.branches.flatMap(eventShapesOf);
  if (state.type === 'Map') return [...Object.values(state.iterationEvents), ...eventShapesOf(state.iteration)];
  return [];
}
