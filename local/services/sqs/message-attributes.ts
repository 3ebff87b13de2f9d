import { createHash } from 'node:crypto';
import { sqsLimits } from './limits.ts';
import { invalidParameter } from './sqs-errors.ts';

export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, perhaps with a custom label: `Number.int`. */
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Uint8Array;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const namePattern = /^(?!(?:aws|amazon)\.)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/i;

export function assertMessageAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > sqsLimits.messageAttributes) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${sqsLimits.messageAttributes}].`,
    );
  }
  for (const [name, attribute] of entries) {
    if (!namePattern.test(name) || name.length > 256) {
      throw invalidParameter(`Message attribute name "${name}" is not valid.`);
    }
    const kind = attribute.DataType?.split('.')[0] ?? '';
    if (!['String', 'Number', 'Binary'].includes(kind)) {
      throw invalidParameter(
        `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
      );
    }
    if (valueLength(attribute, kind) === 0) {
      throw invalidParameter(
        `The message (user) attribute '${name}' must contain a non-empty value of type '${attribute.DataType}'.`,
      );
    }
    if (kind === 'Number' && !Number.isFinite(Number(attribute.StringValue))) {
      throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
    }
  }
}

/** The attributes of a request with their bytes as bytes: JSON has carried them as base64. */
export function decodeMessageAttributes(
  attributes: Readonly<Record<string, MessageAttribute & { readonly BinaryValue?: Uint8Array | string }>>,
): MessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => {
      const { BinaryValue } = attribute;
      if (typeof BinaryValue !== 'string') return [name, attribute];
      return [name, { ...attribute, BinaryValue: new Uint8Array(Buffer.from(BinaryValue, 'base64')) }];
    }),
  );
}

function valueLength(attribute: MessageAttribute, kind: string): number {
  return kind === 'Binary' ? (attribute.BinaryValue?.byteLength ?? 0) : (attribute.StringValue?.length ?? 0);
}

/** What the attributes count against the size limit: name, type and value of each. Unit: bytes. */
export function messageAttributesBytes(attributes: MessageAttributes): number {
  let bytes = 0;
  for (const [name, attribute] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType);
    bytes += attribute.BinaryValue?.byteLength ?? Buffer.byteLength(attribute.StringValue ?? '');
  }
  return bytes;
}

export function md5(data: string | Uint8Array): string {
  return createHash('md5').update(data).digest('hex');
}

/** Digest that SDK clients compare with their own: names in order, each of name, type and value behind its length. */
export function messageAttributesMd5(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const write = (bytes: Uint8Array): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name]!;
    write(Buffer.from(name));
    write(Buffer.from(attribute.DataType));
    const isBinary = attribute.DataType.startsWith('Binary');
    hash.update(Buffer.from([isBinary ? 2 : 1]));
    write(isBinary ? attribute.BinaryValue! : Buffer.from(attribute.StringValue!));
  }
  return hash.digest('hex');
}

/** The attributes that a receiver asked for: names, `prefix.*`, `All` or `.*`. */
export function selectMessageAttributes(attributes: MessageAttributes, wanted: readonly string[]): MessageAttributes {
  const isWanted = (name: string): boolean =>
    wanted.some((pattern) =>
      pattern === 'All' || pattern === '.*'
        ? true
        : pattern.endsWith('.*')
          ? name.startsWith(pattern.slice(0, -1))
          : pattern === name,
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}
