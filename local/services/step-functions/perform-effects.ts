import type { Effect, ExecutionIdentity } from '../../engine/types.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Execution } from './execution.ts';
import type { Happening } from './execution-loop.ts';
import type { ExecutionMetrics } from './execution-metrics.ts';
import { cancelExecutionTimer, setExecutionTimer } from './execution-timers.ts';
import { waitsForTime } from './integrations/call-task.ts';
import type { TaskAnswer, TaskCall, TaskCaller } from './integrations/integration.ts';
import { createJobs } from './jobs.ts';
import type { ExecutionObserving } from './observe-execution.ts';

type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { kind: Kind }>;

interface Performing {
  readonly callTask: TaskCaller;
  /** Queues what comes of an effect as an event of the execution. */
  readonly deliver: (execution: Execution, happening: Happening) => void;
  readonly observing: ExecutionObserving;
  readonly metrics: ExecutionMetrics;
  readonly onExpressEnded: (execution: Execution) => void;
}

/** Does what an effect asks for: timers by the kernel's clock, calls and jobs under the role of the machine. */
export function createPerforming(
  kernel: Kernel,
  { callTask, deliver, observing, metrics, onExpressEnded }: Performing,
) {
  const jobs = createJobs(kernel);

  const perform = (execution: Execution, effect: Effect): void => {
    switch (effect.kind) {
      case 'set-timer':
        setExecutionTimer(execution, effect, kernel.clock, deliver);
        return;
      case 'cancel-timer':
        cancelExecutionTimer(execution, effect.timerId);
        return;
      case 'call-task':
        call(execution, effect);
        return;
      case 'watch-job':
        watchJob(execution, effect);
        return;
      case 'stop-job':
        jobs.stop(effect.job, execution.snapshot.execution);
        return;
      case 'execution-ended':
        observing.ended(execution, effect);
        metrics.ended(execution.snapshot);
        jobs.ended(execution.snapshot.execution.executionArn);
        if (execution.type === 'EXPRESS') onExpressEnded(execution);
    }
  };

  // Apart from `perform`, which would otherwise set up at every effect what the closures in here hold.
  const call = (execution: Execution, effect: EffectOf<'call-task'>): void => {
    const { path, taskId, resource } = effect;
    const callAndDeliver = async (): Promise<void> => {
      const answer = await answerOf(effect, execution.snapshot.execution);
      deliver(execution, { ...answer, path, taskId });
    };
    if (!waitsForTime(resource)) {
      kernel.work.start(`task ${resource}`, callAndDeliver);
      return;
    }
    // As work, it would make the clock wait for what itself waits for the clock.
    kernel.work.thisTurn(`task ${resource}`);
    void callAndDeliver();
  };

  const watchJob = (execution: Execution, { path, taskId, job }: EffectOf<'watch-job'>): void => {
    jobs.watch(job, execution.snapshot.execution, (end) => {
      deliver(execution, { ...end, path, taskId });
    });
  };

  /** A fault of the runtime is reported, and fails the task: an execution that waits for it for ever would hide it. */
  const answerOf = async (call: TaskCall, execution: ExecutionIdentity): Promise<TaskAnswer> => {
    try {
      return await callTask(call, execution);
    } catch (error) {
      kernel.work.start(`task ${call.resource} of ${execution.executionArn}`, () => Promise.reject(error));
      const cause = error instanceof Error ? error.message : String(error);
      return { kind: 'task-failed', failure: { error: 'States.Runtime', cause } };
    }
  };

  return perform;
}
