import { monotonicMs } from './monotonic-time.ts';
import type { ClockReading } from './protocol.ts';

/** Sets the clock that `Date` shows. */
export type SetReading = (reading: ClockReading) => void;

/**
 * Puts the runtime's clock in the place of the machine's: `new Date()`, `Date.now()` and `Date()` of everything that is
 * loaded later. Instants that a caller names stay what they are, and dates of before stay instances of `Date`.
 */
export function installRuntimeDate(first: ClockReading): SetReading {
  let reading = first;
  let readAtMs = monotonicMs();
  const nowMs = (): number => Math.floor(reading.epochMs + (monotonicMs() - readAtMs) * reading.factor);

  const MachineDate = globalThis.Date;
  const RuntimeDate = new Proxy(MachineDate, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [nowMs()] : parameters, newTarget) as Date,
    apply: (target) => new target(nowMs()).toString(),
    get: (target, property, receiver) => (property === 'now' ? nowMs : Reflect.get(target, property, receiver)),
  });
  Object.defineProperty(MachineDate.prototype, 'constructor', {
    value: RuntimeDate,
    writable: true,
    configurable: true,
  });
  globalThis.Date = RuntimeDate;

  return (next) => {
    reading = next;
    readAtMs = monotonicMs();
  };
}
