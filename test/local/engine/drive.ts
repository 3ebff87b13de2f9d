import { compileMachine } from '../../../local/engine/compile-machine.ts';
import { eventsOf } from '../../../local/engine/history.ts';
import { createSnapshot, transition } from '../../../local/engine/transition.ts';
import type { Effect, EngineEvent, HistoryEvent, Snapshot } from '../../../local/engine/types.ts';

export const startMs = Date.parse('2026-03-10T17:00:00Z');
export const environment = { region: 'eu-west-1' };
export const lambdaInvoke = 'arn:aws:states:::lambda:invoke';
export const lambdaCallback = `${lambdaInvoke}.waitForTaskToken`;

type Call = Extract<Effect, { kind: 'call-task' }>;
type JobEffect = Extract<Effect, { kind: 'watch-job' | 'stop-job' }>;
type Timer = Extract<Effect, { kind: 'set-timer' }>;
type Happening = EngineEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'atMs'> : never) : never;

/** One execution outside the runtime: every event is sent by the test, and what the engine asks for is kept for it. */
export interface Driven {
  snapshot: Snapshot;
  nowMs: number;
  readonly history: HistoryEvent[];
  readonly events: EngineEvent[];
  readonly calls: Call[];
  readonly jobs: JobEffect[];
  readonly timers: Map<number, Timer>;
  send(happening: Happening): Promise<boolean>;
  /** Answers the newest call. */
  answer(output: unknown): Promise<boolean>;
  fail(error: string, cause?: string): Promise<boolean>;
  /** Lets the next timer fire. */
  fireTimer(): Promise<boolean>;
  /** `2<0 PassStateEntered` for every event. */
  trace(): string[];
  output(): unknown;
}

export function compile(definition: object) {
  return compileMachine(JSON.stringify({ QueryLanguage: 'JSONata', ...definition }), () => undefined);
}

/** Starts a machine of JSONata states; the first state is where it starts. */
export async function drive(
  states: Readonly<Record<string, object>>,
  input: unknown = {},
  options: { readonly seed?: number; readonly machine?: object } = {},
): Promise<Driven> {
  const machine = compile({ StartAt: Object.keys(states)[0], States: states, ...options.machine });
  const driven: Driven = {
    snapshot: createSnapshot(
      {
        executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:machine:run-1',
        name: 'run-1',
        roleArn: 'arn:aws:iam::111122223333:role/machine',
        stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine',
        stateMachineName: 'machine',
        input: JSON.stringify(input),
        seed: options.seed ?? 1,
      },
      startMs,
    ),
    nowMs: startMs,
    history: [],
    events: [],
    calls: [],
    jobs: [],
    timers: new Map(),
    async send(happening) {
      const before = driven.snapshot;
      const event = { ...happening, atMs: driven.nowMs } as EngineEvent;
      driven.events.push(event);
      const { snapshot, effects, history } = await transition(machine, before, event, environment);
      driven.snapshot = snapshot;
      driven.history.push(...eventsOf(history));
      for (const effect of effects) {
        if (effect.kind === 'set-timer') driven.timers.set(effect.timerId, effect);
        if (effect.kind === 'cancel-timer') driven.timers.delete(effect.timerId);
        if (effect.kind === 'call-task') driven.calls.push(effect);
        if (effect.kind === 'watch-job' || effect.kind === 'stop-job') driven.jobs.push(effect);
      }
      return snapshot !== before;
    },
    answer(output) {
      const { path, taskId } = driven.calls.at(-1)!;
      return driven.send({ kind: 'task-answered', path, taskId, output: JSON.stringify(output) });
    },
    fail(error, cause) {
      const { path, taskId } = driven.calls.at(-1)!;
      const failure = cause === undefined ? { error } : { error, cause };
      return driven.send({ kind: 'task-failed', path, taskId, failure });
    },
    fireTimer() {
      const [next] = [...driven.timers.values()].sort((a, b) => a.dueMs - b.dueMs || a.timerId - b.timerId);
      if (next === undefined) throw new Error('no timer is set');
      driven.timers.delete(next.timerId);
      driven.nowMs = next.dueMs;
      return driven.send({ kind: 'timer-fired', path: next.path, timerId: next.timerId });
    },
    trace: () => driven.history.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`),
    output: () => JSON.parse(driven.snapshot.output ?? 'null') as unknown,
  };
  await driven.send({ kind: 'start' });
  return driven;
}

/** Token of the newest callback task: its argument `token`. */
export function tokenOf(driven: Driven): string {
  const { Payload } = JSON.parse(driven.calls.at(-1)!.parameters) as { Payload: { token: string } };
  return Payload.token;
}

export const callbackArguments = {
  FunctionName: 'arn:aws:lambda:eu-west-1:111122223333:function:await-signal:7',
  Payload: { token: '{% $states.context.Task.Token %}', retryCount: '{% $states.context.State.RetryCount %}' },
};
