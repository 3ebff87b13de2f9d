/**
 * Reads JSON token by token and knows where it is, because EventBridge says in its refusals of a pattern where it stopped
 * reading. Positions are those that AWS shows: a string counts up to its opening quote until its text is asked for, all
 * other tokens up to their end; after the name of a member the reader stands in the member's value.
 */
export type JsonToken =
  | 'start-object'
  | 'end-object'
  | 'start-array'
  | 'end-array'
  | 'field-name'
  | 'string'
  | 'number'
  | 'true'
  | 'false'
  | 'null';

export interface JsonTokens {
  next(): JsonToken;
  /** Name of the member that was read last. */
  fieldName(): string;
  /** Text of the string or number that was read last. */
  text(): string;
  /** ` at [Source: …]` as AWS ends its messages. */
  location(): string;
}

/** Where and why reading stopped. The message has everything that AWS puts behind `Reason: `. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

const punctuation: Readonly<Record<string, JsonToken>> = {
  '{': 'start-object',
  '}': 'end-object',
  '[': 'start-array',
  ']': 'end-array',
};
const literals: ReadonlySet<string> = new Set(['true', 'false', 'null']);
/** AWS quotes at most this much of the source. Unit: characters. */
const quotedSourceCharacters = 500;

export function createJsonTokens(source: string): JsonTokens {
  let position = 0;
  /** Where AWS would say that it stands; differs from `position` within a string. */
  let reported = 0;
  let text = '';
  let textEnd: number | undefined;
  let name = '';
  /** Kind of value that follows a member's name, read ahead with it. */
  let ahead: JsonToken | undefined;
  const open: Array<'object' | 'array'> = [];
  let expectsComma = false;

  const location = (): string => {
    const before = source.slice(0, reported).split('\n');
    const quoted =
      source.length > quotedSourceCharacters
        ? `"${source.slice(0, quotedSourceCharacters)}"[truncated ${source.length - quotedSourceCharacters} chars]`
        : `"${source}"`;
    return `\n at [Source: (String)${quoted}; line: ${before.length}, column: ${before.at(-1)!.length + 1}]`;
  };
  const fail = (reason: string): never => {
    throw new PatternError(`${reason}${location()}`);
  };
  const skipSpace = (): void => {
    while (position < source.length && ' \t\r\n'.includes(source[position]!)) position += 1;
    reported = position;
  };
  const failAtCharacter = (expected: string): never => {
    const character = source[position];
    if (character === undefined) return fail('Unexpected end-of-input');
    return fail(`Unexpected character ('${character}' (code ${character.charCodeAt(0)})): ${expected}`);
  };

  /** Reads the string that opens at `position` into `text` and moves behind it. */
  const readString = (): void => {
    let end = position + 1;
    while (end < source.length && source[end] !== '"') end += source[end] === '\\' ? 2 : 1;
    reported = position + 1;
    if (end >= source.length) fail('Unexpected end-of-input: was expecting closing quote for a string value');
    try {
      text = JSON.parse(source.slice(position, end + 1)) as string;
    } catch {
      fail('Illegal unquoted character or unrecognized character escape in a string');
    }
    position = end + 1;
    textEnd = position;
  };
  const readNumber = (): void => {
    const [digits] = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/.exec(source.slice(position)) ?? [];
    if (digits === undefined) failAtCharacter('Expected digit (0-9) to follow minus sign');
    text = digits!;
    position += text.length;
    reported = position;
  };
  const readWord = (): JsonToken => {
    const [word] = /^[A-Za-z0-9_$]+/.exec(source.slice(position)) ?? [];
    if (word === undefined) {
      return failAtCharacter(
        "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      );
    }
    position += word.length;
    reported = position;
    if (!literals.has(word)) {
      fail(
        `Unrecognized token '${word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`,
      );
    }
    text = word;
    return word as JsonToken;
  };
  const readValue = (): JsonToken => {
    skipSpace();
    textEnd = undefined;
    const character = source[position];
    if (character === undefined) return fail('No content to map due to end-of-input');
    if (character === '"') {
      readString();
      return 'string';
    }
    if (character === '{' || character === '[') {
      open.push(character === '{' ? 'object' : 'array');
      expectsComma = false;
      position += 1;
      reported = position;
      return punctuation[character]!;
    }
    if (character === '-' || (character >= '0' && character <= '9')) {
      readNumber();
      return 'number';
    }
    return readWord();
  };
  const close = (): JsonToken => {
    const token = punctuation[source[position]!]!;
    open.pop();
    expectsComma = true;
    position += 1;
    reported = position;
    return token;
  };
  const readName = (): JsonToken => {
    if (source[position] !== '"') return failAtCharacter('was expecting double-quote to start field name');
    readString();
    name = text;
    skipSpace();
    if (source[position] !== ':') return failAtCharacter('was expecting a colon to separate field name and value');
    position += 1;
    expectsComma = true;
    ahead = readValue();
    return 'field-name';
  };
  const afterValue = (token: JsonToken): JsonToken => {
    if (token !== 'start-object' && token !== 'start-array') expectsComma = true;
    return token;
  };

  return {
    next() {
      if (ahead !== undefined) {
        const token = ahead;
        ahead = undefined;
        return afterValue(token);
      }
      skipSpace();
      const inside = open.at(-1);
      if (inside !== undefined && source[position] === (inside === 'object' ? '}' : ']')) return close();
      if (inside !== undefined && expectsComma) {
        if (source[position] !== ',') {
          return failAtCharacter(`was expecting comma to separate ${inside === 'object' ? 'Object' : 'Array'} entries`);
        }
        position += 1;
        skipSpace();
      }
      return inside === 'object' ? readName() : afterValue(readValue());
    },
    fieldName: () => name,
    text() {
      reported = textEnd ?? reported;
      return text;
    },
    location,
  };
}
