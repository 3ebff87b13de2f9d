import { exitState } from '../exit-state.ts';
import type { MaybePromise } from '../query-language/query.ts';
import type { Run } from '../run.ts';
import type { Step } from '../step.ts';
import { currentState, type Thread } from '../thread.ts';
import { startChoice } from './choice.ts';
import { startFail } from './fail.ts';
import { startMap } from './map.ts';
import { startParallel } from './parallel.ts';
import { startTask } from './task.ts';
import { startWait } from './wait.ts';

/** Begins the work of the state that the thread has entered; a retry and a redrive begin it again. */
export function startState(run: Run, thread: Thread): MaybePromise<Step> {
  const state = currentState(thread);
  switch (state.type) {
    case 'Pass':
    case 'Succeed':
      return exitState(run, thread, state, state, thread.input);
    case 'Choice':
      return startChoice(run, thread, state);
    case 'Fail':
      return startFail(run, thread, state);
    case 'Wait':
      return startWait(run, thread, state);
    case 'Task':
      return startTask(run, thread, state);
    case 'Parallel':
      return startParallel(run, thread, state);
    case 'Map':
      return startMap(run, thread, state);
  }
}
