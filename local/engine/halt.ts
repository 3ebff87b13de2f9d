import type { Run } from './run.ts';
import { abandonTask } from './states/task-outcomes.ts';
import type { Branch } from './types.ts';

/** Makes a branch wait for nothing any more, and keeps how far it came, for a redrive. Cancels all its timers. */
export function haltBranch(run: Run, branch: Branch): Branch {
  const { frame } = branch;
  if (frame?.activity === undefined) return branch;
  const { activity, ...visit } = frame;
  switch (activity.kind) {
    case 'task':
      abandonTask(run, activity);
      return { ...branch, frame: visit };
    case 'delay':
    case 'retry':
      run.cancelTimer(activity.timerId);
      return { ...branch, frame: visit };
    case 'parallel':
    case 'map': {
      const branches = activity.branches.map((child) => haltBranch(run, child));
      return { ...branch, frame: { ...visit, activity: { ...activity, branches } } };
    }
  }
}
