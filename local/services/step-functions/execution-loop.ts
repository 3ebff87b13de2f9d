import { History } from '../../engine/history.ts';
import type { MaybePromise } from '../../engine/query-language/query.ts';
import { createSnapshot, transition } from '../../engine/transition.ts';
import type { EngineEvent, ExecutionIdentity, Snapshot, Transition } from '../../engine/types.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { RecordMetric } from '../cloudwatch/metric-sample.ts';
import type { Execution } from './execution.ts';
import { createExecutionDirectory, type ExecutionDirectory } from './execution-directory.ts';
import type { ExecutionJournal, RecoveredExecution } from './execution-journal.ts';
import { createExecutionMetrics } from './execution-metrics.ts';
import { billedGbSeconds } from './express.ts';
import type { TaskCaller } from './integrations/integration.ts';
import { createExecutionObserving } from './observe-execution.ts';
import { createPerforming } from './perform-effects.ts';
import { type ServiceEvent, statusChanges } from './status-change.ts';

/** Without its instant, which is the one at which the loop comes to it. */
export type Happening = DistributiveOmit<EngineEvent, 'atMs'>;

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * The one loop that executions live in.
 *
 * L1  Only the loop replaces a snapshot, and it does nothing else: what an event makes of one is `transition`'s.
 * L2  It works on one event at a time, in the order in which they came, and waits in one place: for `transition`.
 * L3  Effects begin only after the snapshot that asks for them is in place.
 * L4  While events are queued, or a task is being called, the kernel counts work; not where the call itself waits for time.
 * L5  An event is in the journal before its effects begin; recovered executions go on when the journal resumes.
 */
export interface ExecutionLoop extends Pick<ExecutionDirectory, 'find' | 'list'> {
  /** Adds an execution and queues its start. */
  add(
    identity: ExecutionIdentity,
    type: Execution['type'],
    revision: Execution['revision'],
    onEnded?: Execution['onEnded'],
  ): Execution;
  remove(executionArn: string): void;
  /** Takes in what the journal had. */
  restore(recovered: RecoveredExecution): void;
  /** Queues an event; the result says whether it mattered: `false` if it came too late. */
  deliver(execution: Execution, happening: Happening): Promise<boolean>;
}

/** Of an execution that is to start, it alone: thousands may start at one instant. */
type Queued = Execution | Queueing;

class Queueing {
  declare readonly execution: Execution;
  declare readonly happening: Happening;
  declare readonly settle: ((mattered: boolean) => void) | undefined;

  constructor(execution: Execution, happening: Happening, settle?: (mattered: boolean) => void) {
    this.execution = execution;
    this.happening = happening;
    this.settle = settle;
  }
}

interface ExecutionLoopOptions {
  readonly callTask: TaskCaller;
  readonly journal: ExecutionJournal;
  /** Whether anybody sees what `publish` is told. */
  readonly isPublished: () => boolean;
  readonly recordMetric: RecordMetric;
  /** Tells the default bus what became of an execution. */
  readonly publish: (event: ServiceEvent) => void;
}

export function createExecutionLoop(
  kernel: Kernel,
  { callTask, journal, isPublished, publish, recordMetric }: ExecutionLoopOptions,
): ExecutionLoop {
  const executions = createExecutionDirectory(journal);
  const environment = { region: kernel.region };
  const observing = createExecutionObserving(kernel.observer);
  const metrics = createExecutionMetrics(recordMetric);
  let queue: Queued[] = [];
  let isRunning = false;

  const enqueue = (queued: Queued): void => {
    queue.push(queued);
    if (isRunning) return;
    isRunning = true;
    kernel.work.start('step functions', drain);
  };

  const drain = async (): Promise<void> => {
    // Whoever queued an event is answered before it is worked on, and what came with it is taken along. The second pause is for
    // those who called in the same turn: their answers are gone before anything is made of their events.
    await Promise.resolve();
    await Promise.resolve();
    try {
      while (queue.length > 0) {
        const batch = queue;
        queue = [];
        for (let next = 0; next < batch.length; next += 1) {
          const pending = workOn(batch[next]!);
          if (pending !== undefined) await pending;
        }
      }
    } finally {
      metrics.flush();
      isRunning = false;
    }
  };

  /** A promise only where the transition has to be waited for. */
  const workOn = (queued: Queued): Promise<void> | undefined => {
    if (!(queued instanceof Queueing)) return takeIn(queued, startEvent());
    const { execution, happening, settle } = queued;
    return takeIn(execution, { ...happening, atMs: kernel.clock.nowMs() } as EngineEvent, settle);
  };

  const takeIn = (execution: Execution, event: EngineEvent, settle?: Queueing['settle']): Promise<void> | undefined => {
    const made = take(execution, event);
    if (made instanceof Promise) return followLater(execution, event, made, settle);
    follow(execution, event, made, settle);
    return undefined;
  };

  const followLater = async (
    execution: Execution,
    event: EngineEvent,
    made: Promise<Transition | undefined>,
    settle: Queueing['settle'],
  ): Promise<void> => follow(execution, event, await made, settle);

  /** Many executions start at one instant. */
  let lastStart: EngineEvent = { kind: 'start', atMs: 0 };
  const startEvent = (): EngineEvent => {
    const atMs = kernel.clock.nowMs();
    if (lastStart.atMs !== atMs) lastStart = { kind: 'start', atMs };
    return lastStart;
  };

  /** `undefined` after a fault of the engine, which must neither go unseen nor hold up the other executions. */
  const take = (
    { revision: { machine }, snapshot }: Execution,
    event: EngineEvent,
  ): MaybePromise<Transition | undefined> => {
    try {
      const made = transition(machine, snapshot, event, environment);
      return made instanceof Promise ? reportLater(made, snapshot) : made;
    } catch (error) {
      return report(error, snapshot);
    }
  };

  const reportLater = (made: Promise<Transition>, snapshot: Snapshot) =>
    made.catch((error: unknown) => report(error, snapshot));

  const report = (error: unknown, { execution }: Snapshot): undefined => {
    kernel.work.start(`transition of ${execution.executionArn}`, () => Promise.reject(error));
  };

  const follow = (
    execution: Execution,
    event: EngineEvent,
    made: Transition | undefined,
    settle: Queueing['settle'],
  ): void => {
    const before = execution.snapshot;
    if (made === undefined || made.snapshot === before) {
      settle?.(false);
      return;
    }
    const { snapshot, effects, history } = made;
    execution.snapshot = snapshot;
    observing.entered(snapshot, history);
    const isStandard = execution.type === 'STANDARD';
    if (isStandard) {
      kernel.meter.add('stateTransitions', snapshot.transitionCount - before.transitionCount);
      execution.history.append(history);
    }
    journal.followed(execution, event, made);
    if (isStandard && isPublished()) for (const change of statusChanges(event, before, snapshot)) publish(change);
    for (let next = 0; next < effects.length; next += 1) perform(execution, effects[next]!);
    settle?.(true);
  };

  const perform = createPerforming(kernel, {
    callTask,
    deliver: (execution, happening) => enqueue(new Queueing(execution, happening)),
    observing,
    metrics,
    onExpressEnded: (execution) => endExpress(execution),
  });

  const endExpress = ({ snapshot, onEnded }: Execution): void => {
    executions.delete(snapshot.execution.executionArn);
    kernel.meter.add('expressGbSeconds', billedGbSeconds(snapshot));
    if (onEnded === undefined) return;
    kernel.work.thisTurn(`answer of ${snapshot.execution.executionArn}`);
    onEnded(snapshot);
  };

  return {
    add(identity, type, revision, onEnded) {
      const execution: Execution = {
        type,
        revision,
        snapshot: createSnapshot(identity, kernel.clock.nowMs()),
        history: new History(),
        timers: undefined,
        recording: undefined,
        onEnded,
      };
      executions.add(execution);
      journal.added(execution);
      if (type === 'EXPRESS') kernel.meter.add('expressRequests', 1);
      observing.started(execution);
      metrics.started(identity);
      enqueue(execution);
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
        if (execution.snapshot.eventCount === 0) enqueue(execution);
        for (const effect of effects) perform(execution, effect);
      });
    },
    deliver: (execution, happening) => {
      return new Promise((settle) => {
        enqueue(new Queueing(execution, happening, settle));
      });
    },
  };
}
