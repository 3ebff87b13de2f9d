/** Draws by chance from a seed: the same seed gives the same draws. */
export interface Draws {
  /** A whole number of both bounds and what lies between. */
  integer(from: number, to: number): number;
  /** Whether something happens that happens with this probability, from 0 to 1. */
  chance(probability: number): boolean;
  oneOf<Values extends readonly [unknown, ...unknown[]]>(values: Values): Values[number];
}

export function createDraws(seed: number): Draws {
  let state = seed >>> 0;
  /** Uniform in [0, 1) (mulberry32). */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    integer,
    chance: (probability) => next() < probability,
    oneOf: (values) => values[integer(0, values.length - 1)],
  };
}
