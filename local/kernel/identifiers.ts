import { createHash } from 'node:crypto';

/** Identifiers that AWS would make up, drawn from the runtime's seed so that a run can be repeated. */
export interface Identifiers {
  /** Version 4 UUID. */
  uuid(): string;
  /** `length` characters of `A-Za-z0-9`. */
  token(length: number): string;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Hexadecimal digits, as character codes. */
const digits = Buffer.from('0123456789abcdef');
const hyphen = 0x2d;

export function createIdentifiers(random: () => number): Identifiers {
  const draw = (): number => (random() * 2 ** 32) | 0;
  return {
    // Every execution, message and request has one. Written out: a loop over a buffer takes twice as long.
    uuid: () => {
      const a = draw();
      const b = draw();
      const c = draw();
      const d = draw();
      // biome-ignore format: a line for each group of digits
      return String.fromCharCode(
        digits[a >>> 28]!, digits[(a >>> 24) & 15]!, digits[(a >>> 20) & 15]!, digits[(a >>> 16) & 15]!,
        digits[(a >>> 12) & 15]!, digits[(a >>> 8) & 15]!, digits[(a >>> 4) & 15]!, digits[a & 15]!, hyphen,
        digits[b >>> 28]!, digits[(b >>> 24) & 15]!, digits[(b >>> 20) & 15]!, digits[(b >>> 16) & 15]!, hyphen,
        digits[4]!, digits[(b >>> 8) & 15]!, digits[(b >>> 4) & 15]!, digits[b & 15]!, hyphen,
        digits[8 + ((c >>> 28) & 3)]!, digits[(c >>> 24) & 15]!, digits[(c >>> 20) & 15]!, digits[(c >>> 16) & 15]!, hyphen,
        digits[(c >>> 12) & 15]!, digits[(c >>> 8) & 15]!, digits[(c >>> 4) & 15]!, digits[c & 15]!,
        digits[d >>> 28]!, digits[(d >>> 24) & 15]!, digits[(d >>> 20) & 15]!, digits[(d >>> 16) & 15]!,
        digits[(d >>> 12) & 15]!, digits[(d >>> 8) & 15]!, digits[(d >>> 4) & 15]!, digits[d & 15]!,
      );
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
  // Signed: of larger integers V8 makes an object each.
  let state = seed | 0;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) | 0;
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
