import type { Timer } from '../../clock/clock.ts';
import type { Machine } from '../../engine/machine.ts';
import { createSnapshot, transition } from '../../engine/transition.ts';
import type { Effect, EngineEvent, ExecutionIdentity, HistoryEvent, Snapshot, Transition } from '../../engine/types.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { createExecutionDirectory, type ExecutionDirectory } from './execution-directory.ts';
import type { ExecutionJournal, RecoveredExecution } from './execution-journal.ts';
import { billedGbSeconds } from './express.ts';
import { waitsForTime } from './integrations/call-task.ts';
import type { TaskAnswer, TaskCall, TaskCaller } from './integrations/integration.ts';
import { createJobs } from './jobs.ts';
import type { MachineType } from './machine-store.ts';
import { type ServiceEvent, statusChanges } from './status-change.ts';

/**
 * The one loop that executions live in.
 *
 * L1  Only the loop replaces a snapshot, and it does nothing else: what an event makes of one is `transition`'s.
 * L2  It works on one event at a time, in the order in which they came, and waits in one place: for `transition`.
 * L3  Effects begin only after the snapshot that asks for them is in place.
 * L4  While events are queued, or a task is being called, the kernel counts work; not where the call itself waits for time.
 * L5  An event is in the journal before its effects begin; recovered executions go on when the journal resumes.
 */
export interface Execution {
  readonly type: MachineType;
  readonly machine: Machine;
  /** Text of the definition that it started with. */
  readonly definition: string;
  readonly revisionId: string;
  snapshot: Snapshot;
  /** Only ever added to; nobody keeps that of an Express execution. */
  readonly history: HistoryEvent[];
  readonly timers: Map<number, Timer>;
  /** Of an Express execution that somebody waits for: told of its end. */
  readonly onEnded?: (ended: Snapshot) => void;
}

export type ExecutionStart = Pick<Execution, 'type' | 'machine' | 'definition' | 'revisionId' | 'onEnded'>;

/** Without its instant, which is the one at which the loop comes to it. */
export type Happening = DistributiveOmit<EngineEvent, 'atMs'>;

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export interface ExecutionLoop extends Pick<ExecutionDirectory, 'find' | 'list'> {
  /** Adds an execution and queues its start. */
  add(identity: ExecutionIdentity, start: ExecutionStart): Execution;
  remove(executionArn: string): void;
  /** Takes in what the journal had. */
  restore(recovered: RecoveredExecution): void;
  /** Queues an event; the result says whether it mattered: `false` if it came too late. */
  deliver(execution: Execution, happening: Happening): Promise<boolean>;
}

interface Queued {
  readonly execution: Execution;
  readonly happening: Happening;
  readonly settle?: (mattered: boolean) => void;
}

interface ExecutionLoopOptions {
  readonly callTask: TaskCaller;
  readonly journal: ExecutionJournal;
  /** Tells the default bus what became of an execution. */
  readonly publish: (event: ServiceEvent) => void;
}

export function createExecutionLoop(
  kernel: Kernel,
  { callTask, journal, publish }: ExecutionLoopOptions,
): ExecutionLoop {
  const executions = createExecutionDirectory(journal);
  const environment = { region: kernel.region };
  const jobs = createJobs(kernel);
  let queue: Queued[] = [];
  let isRunning = false;

  const enqueue = (queued: Queued): void => {
    queue.push(queued);
    if (isRunning) return;
    isRunning = true;
    kernel.work.start('step functions', drain);
  };

  const drain = async (): Promise<void> => {
    try {
      while (queue.length > 0) {
        const batch = queue;
        queue = [];
        for (const queued of batch) await handle(queued);
      }
    } finally {
      isRunning = false;
    }
  };

  const handle = async ({ execution, happening, settle }: Queued): Promise<void> => {
    const before = execution.snapshot;
    const event = { ...happening, atMs: kernel.clock.nowMs() } as EngineEvent;
    let made: Transition;
    try {
      made = await transition(execution.machine, before, event, environment);
    } catch (error) {
      // A fault of the engine, which must neither go unseen nor hold up the other executions.
      kernel.work.start(`transition of ${before.execution.executionArn}`, () => Promise.reject(error));
      settle?.(false);
      return;
    }
    const { snapshot, effects, history } = made;
    execution.snapshot = snapshot;
    for (const written of history) observe(execution, written);
    if (execution.type === 'STANDARD') {
      kernel.meter.add('stateTransitions', snapshot.transitionCount - before.transitionCount);
      execution.history.push(...history);
    }
    if (snapshot !== before) journal.followed(execution, event, made);
    if (execution.type === 'STANDARD') for (const change of statusChanges(event, before, snapshot)) publish(change);
    for (const effect of effects) perform(execution, effect);
    settle?.(snapshot !== before);
  };

  const observe = ({ snapshot }: Execution, { type, details }: HistoryEvent): void => {
    if (!type.endsWith('StateEntered')) return;
    const { executionArn } = snapshot.execution;
    kernel.observer.emit({ kind: 'state-entered', executionArn, stateName: String(details?.name) });
  };

  const perform = (execution: Execution, effect: Effect): void => {
    switch (effect.kind) {
      case 'set-timer': {
        const { path, timerId } = effect;
        const fire = () => {
          execution.timers.delete(timerId);
          enqueue({ execution, happening: { kind: 'timer-fired', path, timerId } });
        };
        execution.timers.set(timerId, kernel.clock.setTimer(effect.dueMs, fire));
        return;
      }
      case 'cancel-timer':
        execution.timers.get(effect.timerId)?.cancel();
        execution.timers.delete(effect.timerId);
        return;
      case 'call-task': {
        const { path, taskId, resource } = effect;
        const call = async (): Promise<void> => {
          const answer = await answerOf(effect, execution.snapshot.execution);
          enqueue({ execution, happening: { ...answer, path, taskId } });
        };
        if (!waitsForTime(resource)) kernel.work.start(`task ${resource}`, call);
        else {
          // As work, it would make the clock wait for what itself waits for the clock.
          kernel.work.thisTurn(`task ${resource}`);
          void call();
        }
        return;
      }
      case 'watch-job': {
        const { path, taskId, job } = effect;
        jobs.watch(job, execution.snapshot.execution, (end) => {
          enqueue({ execution, happening: { ...end, path, taskId } });
        });
        return;
      }
      case 'stop-job':
        jobs.stop(effect.job, execution.snapshot.execution);
        return;
      case 'execution-ended': {
        const { executionArn, stateMachineArn, name } = execution.snapshot.execution;
        const { error, cause } = effect.failure ?? {};
        kernel.observer.emit({
          kind: 'execution-ended',
          machineType: execution.type,
          executionArn,
          stateMachineArn,
          name,
          status: effect.status,
          ...(error === undefined ? {} : { error }),
          ...(cause === undefined ? {} : { cause }),
        });
        jobs.ended(executionArn);
        if (execution.type === 'EXPRESS') endExpress(execution);
      }
    }
  };

  const endExpress = ({ snapshot, onEnded }: Execution): void => {
    executions.delete(snapshot.execution.executionArn);
    kernel.meter.add('expressGbSeconds', billedGbSeconds(snapshot));
    if (onEnded === undefined) return;
    kernel.work.thisTurn(`answer of ${snapshot.execution.executionArn}`);
    onEnded(snapshot);
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

  return {
    add(identity, { type, machine, definition, revisionId, onEnded }) {
      const snapshot = createSnapshot(identity, kernel.clock.nowMs());
      const execution: Execution = {
        type,
        machine,
        definition,
        revisionId,
        snapshot,
        history: [],
        timers: new Map(),
        ...(onEnded !== undefined && { onEnded }),
      };
      executions.add(execution);
      journal.added(execution);
      if (type === 'EXPRESS') kernel.meter.add('expressRequests', 1);
      const { executionArn, stateMachineArn, name } = identity;
      kernel.observer.emit({ kind: 'execution-started', machineType: type, executionArn, stateMachineArn, name });
      enqueue({ execution, happening: { kind: 'start' } });
      return execution;
    },
    find: executions.find,
    list: executions.list,
    remove: (executionArn) => {
      const execution = executions.find(executionArn);
      if (execution !== undefined) journal.removed(execution);
      executions.delete(executionArn);
    },
    restore({ execution, effects }) {
      executions.add(execution);
      kernel.journal.onResume(() => {
        // Its start was recorded and not followed yet.
        if (execution.snapshot.eventCount === 0) enqueue({ execution, happening: { kind: 'start' } });
        for (const effect of effects) perform(execution, effect);
      });
    },
    deliver: (execution, happening) => {
      return new Promise((settle) => {
        enqueue({ execution, happening, settle });
      });
    },
  };
}
