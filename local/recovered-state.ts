import type { ClockMode } from './clock/clock.ts';
import { machineTime } from './clock/machine-time.ts';
import type { Journal } from './journal/journal.ts';
import type { MeterReading } from './kernel/meter.ts';

/** Of what is attached to the journal. */
export const attachedNames = { clock: 'clock', meter: 'meter', port: 'port' };

/** Time does not go back over the end of a process: C1. */
export function continuedClock(mode: ClockMode, journal: Journal): ClockMode {
  const lastMs = journal.attached(attachedNames.clock);
  if (lastMs === undefined) return mode;
  if (mode.kind === 'real') {
    if (Number(lastMs) <= machineTime.nowMs()) return mode;
    return { kind: 'accelerated', factor: 1, startMs: Number(lastMs) };
  }
  return { ...mode, startMs: Math.max(mode.startMs ?? 0, Number(lastMs)) };
}

export function readMeter(journal: Journal): Partial<MeterReading> {
  return JSON.parse(String(journal.attached(attachedNames.meter) ?? '{}')) as Partial<MeterReading>;
}

/** What is deployed names the port, in the URLs of queues for example. 0 for a new directory: any that is free. */
export function lastPort(journal: Journal): number {
  return Number(journal.attached(attachedNames.port) ?? 0);
}
