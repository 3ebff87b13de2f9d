import type { MaybePromise } from './query-language/query.ts';
import type { Run } from './run.ts';
import { beginExecution, runThread } from './run-thread.ts';
import { redriveMap } from './states/map.ts';
import { redriveParallel } from './states/parallel.ts';
import { startState } from './states/start-state.ts';
import type { Outcome, Step } from './step.ts';
import { currentFrame, currentState, type Thread } from './thread.ts';

/** Goes on where a thread failed or was stopped: its state begins again, with all retries; branches that are through stay so. */
export function redriveThread(run: Run, thread: Thread): MaybePromise<Outcome> {
  if (thread.frame === undefined) {
    return runThread(run, thread, beginExecution);
  }
  return runThread(run, thread, () => restart(run, thread));
}

function restart(run: Run, thread: Thread): MaybePromise<Step> {
  const { retrierCounts: _, activity, ...frame } = currentFrame(thread);
  thread.frame = { ...frame, retryCount: 0 };
  const state = currentState(thread);
  run.transitionCount += 1;
  if (activity?.kind === 'parallel' && state.type === 'Parallel') {
    return redriveParallel(run, thread, state, activity.branches, redriveThread);
  }
  if (activity?.kind === 'map' && state.type === 'Map') {
    return redriveMap(run, thread, state, { ...activity, branches: [...activity.branches] }, redriveThread);
  }
  return startState(run, thread);
}
