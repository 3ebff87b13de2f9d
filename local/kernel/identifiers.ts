import { createHash } from 'node:crypto';

/** Identifiers that AWS would make up, drawn from the runtime's seed so that a run can be repeated. */
export interface Identifiers {
  /** Version 4 UUID. */
  uuid(): string;
  /** `length` characters of `A-Za-z0-9`. */
  token(length: number): string;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Of hexadecimal digits, as character codes. */
const digits = Buffer.from('0123456789abcdef');
/** Where the text of a UUID is put together; the hyphens stay. */
const uuidText = Buffer.from('00000000-0000-4000-8000-000000000000');
/** Where its 32 digits go. */
const digitPlaces = Uint8Array.from([...uuidText.keys()].filter((place) => uuidText[place] !== 0x2d));
const versionPlace = 14;
const variantPlace = 19;

export function createIdentifiers(random: () => number): Identifiers {
  return {
    // Every execution, message and request has one: four draws, each of which gives eight digits.
    uuid: () => {
      for (let first = 0; first < digitPlaces.length; first += 8) {
        let bits = (random() * 2 ** 32) | 0;
        for (let next = 0; next < 8; next += 1) {
          uuidText[digitPlaces[first + next]!] = digits[bits >>> 28]!;
          bits <<= 4;
        }
      }
      const variant = uuidText[variantPlace]! & 3;
      uuidText[versionPlace] = digits[4]!;
      uuidText[variantPlace] = digits[8 + variant]!;
      return uuidText.toString('latin1');
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
