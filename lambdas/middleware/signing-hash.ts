import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** Of signing keys, which a client uses for a day. They go with the keys. */
const keyObjects = new WeakMap<Uint8Array, KeyObject>();

/**
 * SHA-256 and HMAC-SHA-256 as SDK clients ask for them, four times a call: of one piece, once. Node.js's own one-shot hash
 * and a key that is prepared once cost a third of what the SDK's class does, which copies each hash and prepares each key.
 */
export class SigningHash {
  readonly #secret: string | Uint8Array | undefined;
  #pieces: Uint8Array[] = [];

  /** @param secret key of an HMAC; left out: a plain hash */
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined || typeof secret === 'string' ? secret : bytesOf(secret);
  }

  update(piece: Uint8Array): void {
    this.#pieces.push(piece);
  }

  async digest(): Promise<Uint8Array> {
    const content = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    if (this.#secret === undefined) return hash('sha256', content, 'buffer');
    return createHmac('sha256', keyOf(this.#secret)).update(content).digest();
  }

  reset(): void {
    this.#pieces = [];
  }
}

function keyOf(secret: string | Uint8Array): string | KeyObject {
  if (typeof secret === 'string') return secret;
  let key = keyObjects.get(secret);
  if (key === undefined) {
    key = createSecretKey(secret);
    keyObjects.set(secret, key);
  }
  return key;
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (data instanceof Uint8Array) return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
