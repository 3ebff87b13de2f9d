import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SigningHash } from '../../../lambdas/middleware/signing-hash.ts';

const bytes = fc.uint8Array({ maxLength: 300 });

async function digestOf(pieces: readonly Uint8Array[], secret?: string | Uint8Array): Promise<string> {
  const signing = new SigningHash(secret);
  for (const piece of pieces) signing.update(piece);
  return Buffer.from(await signing.digest()).toString('hex');
}

describe('the hash of a signature', () => {
  it('is the SHA-256 of all pieces in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 4 }), async (pieces) => {
        expect(await digestOf(pieces)).toBe(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'));
      }),
    );
  });

  it('with a secret is its HMAC, also with a key that was used before', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.oneof(bytes, fc.string()), async (piece, secret) => {
        // An empty secret is a key as well.
        const expected = createHmac('sha256', secret).update(piece).digest('hex');
        expect([await digestOf([piece], secret), await digestOf([piece], secret)]).toEqual([expected, expected]);
      }),
    );
  });

  it('takes a view of a buffer for the part that it shows', async () => {
    const whole = new Uint8Array([9, 1, 2, 3, 9]);
    const view = new DataView(whole.buffer, 1, 3);
    const signing = new SigningHash(view);
    signing.update(new Uint8Array([7]));
    const expected = createHmac('sha256', new Uint8Array([1, 2, 3]))
      .update(new Uint8Array([7]))
      .digest();
    expect(Buffer.from(await signing.digest())).toEqual(expected);
  });

  it('begins anew after a reset', async () => {
    const signing = new SigningHash();
    signing.update(new Uint8Array([1]));
    signing.reset();
    expect(Buffer.from(await signing.digest())).toEqual(createHash('sha256').digest());
  });
});
