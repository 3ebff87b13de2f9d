import { AwsError } from '../../../kernel/aws-error.ts';
import type { AttributeValue } from '../attribute-value.ts';
import { validationError } from '../errors.ts';
import { isRecord, parseAttributeValue } from '../parse-attribute-value.ts';

/** `#name` and `:value` placeholders of one request, shared by all its expressions. */
export interface Placeholders {
  name(placeholder: string): string | undefined;
  value(placeholder: string): AttributeValue | undefined;
  /** Refuses a request that gives placeholders which no expression uses. */
  assertAllUsed(): void;
}

export function parsePlaceholders(names: unknown, values: unknown): Placeholders {
  const knownNames = parseNames(names);
  const knownValues = parseValues(values);
  const unused = new Set([...knownNames.keys(), ...knownValues.keys()]);

  const use = <T>(known: ReadonlyMap<string, T>, placeholder: string): T | undefined => {
    unused.delete(placeholder);
    return known.get(placeholder);
  };
  const assertUsed = (member: string, sign: string): void => {
    const rest = [...unused].filter((placeholder) => placeholder.startsWith(sign));
    if (rest.length === 0) return;
    throw validationError(`Value provided in ${member} unused in expressions: keys: {${rest.join(', ')}}`);
  };

  return {
    name: (placeholder) => use(knownNames, placeholder),
    value: (placeholder) => use(knownValues, placeholder),
    assertAllUsed: () => {
      assertUsed('ExpressionAttributeNames', '#');
      assertUsed('ExpressionAttributeValues', ':');
    },
  };
}

function parseNames(input: unknown): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [placeholder, name] of entriesOf(input, 'ExpressionAttributeNames')) {
    assertSpelling(placeholder, /^#\w+$/, 'ExpressionAttributeNames');
    if (typeof name !== 'string' || name === '') {
      throw validationError(
        `ExpressionAttributeNames contains invalid value: Empty attribute name; key: "${placeholder}"`,
      );
    }
    names.set(placeholder, name);
  }
  return names;
}

function parseValues(input: unknown): ReadonlyMap<string, AttributeValue> {
  const entries = entriesOf(input, 'ExpressionAttributeValues');
  for (const [placeholder] of entries) assertSpelling(placeholder, /^:\w+$/, 'ExpressionAttributeValues');
  return new Map(entries.map(([placeholder, value]) => [placeholder, parseValue(placeholder, value)]));
}

function parseValue(placeholder: string, value: unknown): AttributeValue {
  try {
    return parseAttributeValue(value);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw validationError(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${placeholder}`);
  }
}

function entriesOf(input: unknown, member: string): [string, unknown][] {
  if (input === undefined || input === null) return [];
  const entries = isRecord(input) ? Object.entries(input) : [];
  if (entries.length === 0) throw validationError(`${member} must not be empty`);
  return entries;
}

function assertSpelling(placeholder: string, spelling: RegExp, member: string): void {
  if (spelling.test(placeholder)) return;
  throw validationError(`${member} contains invalid key: Syntax error; key: "${placeholder}"`);
}
