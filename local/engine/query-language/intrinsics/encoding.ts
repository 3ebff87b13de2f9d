import { createHash } from 'node:crypto';
import { createIdentifiers } from '../../../kernel/identifiers.ts';
import { assertCount, type Intrinsic, refuse, textAt } from './intrinsic.ts';

/** Longest text that these functions take. Unit: characters. */
const textLimit = 10_000;

const algorithms: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

export const encodingFunctions: Readonly<Record<string, Intrinsic>> = {
  Base64Encode: (values) => {
    assertCount(values, 1);
    return Buffer.from(limited(textAt(values, 0))).toString('base64');
  },
  Base64Decode: (values) => {
    assertCount(values, 1);
    const text = limited(textAt(values, 0));
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return refuse('The text is not Base64.');
    return Buffer.from(text, 'base64').toString();
  },
  Hash: (values) => {
    assertCount(values, 2);
    const [value, name] = [values[0], textAt(values, 1)];
    const algorithm = algorithms[name];
    if (algorithm === undefined) {
      return refuse(`The algorithm must be one of [${Object.keys(algorithms).join(', ')}], but was: ${name}`);
    }
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return createHash(algorithm).update(limited(text)).digest('hex');
  },
  UUID: (values, { random }) => {
    assertCount(values, 0);
    return createIdentifiers(random).uuid();
  },
};

function limited(text: string): string {
  return text.length <= textLimit ? text : refuse(`The text must not have more than ${textLimit} characters.`);
}
