/**
 * The random numbers of an execution: mulberry32 with its state in the snapshot, so that the same events give the same
 * numbers, also after a recovery. The state is a signed integer of 32 bits, for which V8 needs no object.
 */
export function drawRandom(state: number): { readonly state: number; readonly value: number } {
  const next = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(next ^ (next >>> 15), next | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return { state: next, value: ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296 };
}
