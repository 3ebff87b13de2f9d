/** Real milliseconds since the thread started: what the worker measures elapsed time with, whatever its `Date` shows. */
export function monotonicMs(): number {
  return performance.now();
}
