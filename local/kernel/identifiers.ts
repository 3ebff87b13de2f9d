import { createHash } from 'node:crypto';

/** Identifiers that AWS would make up, drawn from the runtime's seed so that a run can be repeated. */
export interface Identifiers {
  /** Version 4 UUID. */
  uuid(): string;
  /** `length` characters of `A-Za-z0-9`. */
  token(length: number): string;
}

const hexDigits = '0123456789abcdef';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function createIdentifiers(random: () => number): Identifiers {
  const hex = (count: number): string => {
    let text = '';
    for (let i = 0; i < count; i += 1) text += hexDigits[Math.floor(random() * 16)];
    return text;
  };
  return {
    uuid: () => {
      const variant = hexDigits[8 + Math.floor(random() * 4)];
      return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
    },
    token: (length) => {
      let text = '';
      for (let i = 0; i < length; i += 1) text += alphabet[Math.floor(random() * alphabet.length)];
      return text;
    },
  };
}

/** Uniform numbers in [0, 1) from a seed (mulberry32): the same seed gives the same run. */
export function createRandom(seed: number): () => number {
  return createResumableRandom(seed).next;
}

/** The same, which another one goes on with that takes `state()` for its seed. */
export function createResumableRandom(seed: number): { next(): number; state(): number } {
  let state = seed >>> 0;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    },
    state: () => state,
  };
}

/** Text that a physical name ends with, the same for the same stack and logical id. */
export function nameSuffix(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 12).toUpperCase();
}
