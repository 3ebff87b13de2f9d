import type { MachineTime } from '../../../local/clock/machine-time.ts';

/** A machine whose time passes only by `advance`. */
export interface FakeMachine extends MachineTime {
  advance(byMs: number): void;
  /** Delay of the one alarm that is set, or undefined without one. */
  alarmMs(): number | undefined;
}

export function createFakeMachine(startMs: number): FakeMachine {
  let nowMs = startMs;
  let alarms: { dueMs: number; fire: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after: (delayMs, fire) => {
      const alarm = { dueMs: nowMs + delayMs, fire };
      alarms.push(alarm);
      return () => {
        alarms = alarms.filter((one) => one !== alarm);
      };
    },
    alarmMs: () => (alarms[0] === undefined ? undefined : alarms[0].dueMs - nowMs),
    advance: (byMs) => {
      nowMs += byMs;
      const due = alarms.filter((alarm) => alarm.dueMs <= nowMs);
      alarms = alarms.filter((alarm) => alarm.dueMs > nowMs);
      for (const alarm of due) alarm.fire();
    },
  };
}
