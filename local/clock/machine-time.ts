/**
 * The time of the machine that we run on, and the only place of `local/` that reads it. Everything else gets a `Clock`
 * made from it, or (to guard against a runtime that hangs) this interface itself.
 */
export interface MachineTime {
  /** Milliseconds since the epoch; never goes back, whatever happens to the machine's own clock. */
  nowMs(): number;
  /** Calls `fire` after `delayMs` real milliseconds; the result cancels that. Does not keep the process alive. */
  after(delayMs: number, fire: () => void): () => void;
}

export const machineTime: MachineTime = {
  nowMs: () => performance.timeOrigin + performance.now(),
  after: (delayMs, fire) => {
    const timeout = setTimeout(fire, delayMs);
    timeout.unref();
    return () => clearTimeout(timeout);
  },
};
