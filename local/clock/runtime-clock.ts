import type { Work } from '../kernel/work.ts';
import type { Clock, ClockMode } from './clock.ts';
import { createHandoverClock } from './handover-clock.ts';
import { type MachineTime, machineTime } from './machine-time.ts';
import { createRunningClock } from './running-clock.ts';
import { createSkipClock, type SkipClock } from './skip-clock.ts';

/** The clock of a runtime, with what whoever owns the runtime can do about time. */
export interface RuntimeClock {
  readonly clock: Clock;
  /** How time passes now. */
  kind(): ClockMode['kind'];
  /** With the skip clock as `SkipClock.runUntil`; with a running one: waits for that time and for what is at work then. */
  runUntil(untilMs: number): Promise<void>;
  runThrough(untilMs: number): Promise<void>;
  /** From now on time passes in another way; what is pending stays pending. `skip`: by itself, to whatever is due next. */
  continueWith(mode: LaterClockMode): void;
  stop(): void;
}

export type LaterClockMode =
  | { readonly kind: 'real' }
  | { readonly kind: 'accelerated'; readonly factor: number }
  | { readonly kind: 'skip' };

export interface RuntimeClockOptions {
  readonly work: Work;
  /** Told if the skip clock, moving by itself, cannot go on. */
  readonly onUnhandled: (error: unknown, label: string) => void;
  /** Default: the machine's own time. */
  readonly machine?: MachineTime;
}

/** One way of passing time. */
interface Pace {
  readonly clock: Clock;
  runUntil(untilMs: number): Promise<void>;
  runThrough(untilMs: number): Promise<void>;
  stop(): void;
}

export function createRuntimeClock(mode: ClockMode, options: RuntimeClockOptions): RuntimeClock {
  const { work, onUnhandled, machine = machineTime } = options;
  let pace = createPace(mode, work, machine);
  let kind = mode.kind;
  const clock = createHandoverClock(pace.clock);

  const handOverTo = (successor: Pace): void => {
    clock.handOverTo(successor.clock);
    pace.stop();
    pace = successor;
  };

  return {
    clock,
    kind: () => kind,
    runUntil: (untilMs) => pace.runUntil(untilMs),
    runThrough: (untilMs) => pace.runThrough(untilMs),
    continueWith(later) {
      const nowMs = clock.nowMs();
      kind = later.kind;
      if (later.kind === 'skip') {
        const skipClock = createSkipClock(nowMs, work, { machine });
        handOverTo(skippingPace(skipClock));
        skipClock.runFreely((error) => onUnhandled(error, 'skip clock'));
      } else if (later.kind === 'accelerated') {
        handOverTo(createPace({ ...later, startMs: nowMs }, work, machine));
      } else {
        // Time that has run ahead of the machine's does not go back to it: C1.
        handOverTo(runningPace(Math.max(nowMs, machine.nowMs()), 1, work, machine));
      }
    },
    stop: () => pace.stop(),
  };
}

function createPace(mode: ClockMode, work: Work, machine: MachineTime): Pace {
  if (mode.kind === 'skip') {
    return skippingPace(createSkipClock(mode.startMs, work, { machine }));
  }
  if (mode.kind === 'real') return runningPace(machine.nowMs(), 1, work, machine);
  return runningPace(mode.startMs ?? machine.nowMs(), mode.factor, work, machine);
}

function skippingPace(clock: SkipClock): Pace {
  return { clock, runUntil: clock.runUntil, runThrough: clock.runThrough, stop: clock.stop };
}

function runningPace(startMs: number, factor: number, work: Work, machine: MachineTime): Pace {
  const clock = createRunningClock({ startMs, factor, machine });
  // Work takes real time. A clock that ran on meanwhile would let a fast clock's timeouts pass before anything could be done.
  const stopPausing =
    factor === 1 ? () => {} : work.onIdleChange((isIdle) => (isIdle ? clock.resume() : clock.pause()));
  if (factor !== 1 && !work.isIdle()) clock.pause();
  const waitFor = async (untilMs: number): Promise<void> => {
    await new Promise<void>((resolve) => {
      clock.setTimer(untilMs, resolve);
    });
    await work.whenIdle();
  };
  const stop = (): void => {
    stopPausing();
    clock.stop();
  };
  return { clock, runUntil: waitFor, runThrough: waitFor, stop };
}
