import { type AttributeType, type AttributeValue, attributeTypes, bytesKey, type Item } from './attribute-value.ts';
import { type Decimal, formatDecimal, parseDecimal } from './decimal.ts';
import { validationError } from './errors.ts';
import { limits } from './limits.ts';

const invalid = 'One or more parameter values were invalid: ';

/** Checks a map of attribute values from a request and brings it into the stored form (V1 to V3). */
export function parseItem(input: unknown, levels: number = limits.nestingLevels): Item {
  if (!isRecord(input)) throw validationError(`${invalid}a map of attribute values is expected`);
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, parseAttributeValue(value, levels)]));
}

/** `levels`: how many more levels of lists and maps may follow. */
export function parseAttributeValue(input: unknown, levels: number = limits.nestingLevels): AttributeValue {
  if (!isRecord(input)) throw validationError(`${invalid}an attribute value is expected`);
  const types = Object.keys(input).filter((type) => input[type] !== undefined && input[type] !== null);
  if (types.length === 0 || !types.every(isAttributeType)) {
    throw validationError('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  if (levels < 0) throw validationError('Nesting Levels have exceeded supported limits');
  const values = types.map((type) => parseMember(type as AttributeType, input[type], levels));
  if (values.length > 1) {
    throw validationError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  return values[0]!;
}

/** Canonical text of a number that DynamoDB can store. */
export function storableNumber(decimal: Decimal): string {
  if (decimal.exponent > limits.numberMaxExponent) {
    throw validationError('Number overflow. Attempting to store a number with magnitude larger than supported range');
  }
  if (decimal.exponent < limits.numberMinExponent) {
    throw validationError('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
  if (decimal.digits.length > limits.numberDigits) {
    throw validationError('Attempting to store more than 38 significant digits in a Number');
  }
  return formatDecimal(decimal);
}

function parseMember(type: AttributeType, value: unknown, levels: number): AttributeValue {
  switch (type) {
    case 'S':
      return { S: parseString(value) };
    case 'N':
      return { N: parseNumber(value) };
    case 'B':
      return { B: parseBinary(value) };
    case 'BOOL':
      if (typeof value !== 'boolean') throw typeMismatch('BOOL');
      return { BOOL: value };
    case 'NULL':
      if (value !== true) {
        throw validationError(`${invalid}Null attribute value types must have the value of true`);
      }
      return { NULL: true };
    case 'SS':
      return { SS: parseStringSet(value) };
    case 'NS':
      return { NS: parseNumberSet(value) };
    case 'BS':
      return { BS: parseBinarySet(value) };
    case 'L':
      return { L: parseList(value, 'L').map((element) => parseAttributeValue(element, levels - 1)) };
    case 'M':
      return { M: parseItem(value, levels - 1) };
  }
}

function parseString(value: unknown): string {
  if (typeof value !== 'string') throw typeMismatch('S');
  return value;
}

function parseNumber(value: unknown): string {
  if (typeof value !== 'string') throw typeMismatch('N');
  if (value === '') throw validationError('The parameter cannot be converted to a numeric value');
  const decimal = parseDecimal(value);
  if (decimal === null) throw validationError(`The parameter cannot be converted to a numeric value: ${value}`);
  return storableNumber(decimal);
}

function parseBinary(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value.slice();
  if (typeof value !== 'string') throw typeMismatch('B');
  return new Uint8Array(Buffer.from(value, 'base64'));
}

function parseStringSet(value: unknown): string[] {
  const members = parseList(value, 'SS').map(parseString);
  if (members.length === 0) throw validationError(`${invalid}An string set  may not be empty`);
  if (hasDuplicates(members)) {
    throw validationError(`${invalid}Input collection [${members.join(', ')}] contains duplicates.`);
  }
  return members;
}

function parseNumberSet(value: unknown): string[] {
  const members = parseList(value, 'NS').map(parseNumber);
  if (members.length === 0) throw validationError(`${invalid}An number set  may not be empty`);
  if (hasDuplicates(members)) throw validationError('Input collection contains duplicates');
  return members;
}

function parseBinarySet(value: unknown): Uint8Array[] {
  const members = parseList(value, 'BS').map(parseBinary);
  if (members.length === 0) throw validationError(`${invalid}Binary sets should not be empty`);
  if (hasDuplicates(members.map(bytesKey))) {
    const shown = members.map((bytes) => Buffer.from(bytes).toString('base64')).join(', ');
    throw validationError(`${invalid}Input collection [${shown}]of type BS contains duplicates.`);
  }
  return members;
}

function parseList(value: unknown, type: AttributeType): unknown[] {
  if (!Array.isArray(value)) throw typeMismatch(type);
  return value;
}

function typeMismatch(type: AttributeType): Error {
  return validationError(`${invalid}the content of an attribute value does not fit its type ${type}`);
}

function hasDuplicates(members: readonly string[]): boolean {
  return new Set(members).size !== members.length;
}

function isAttributeType(type: string): type is AttributeType {
  return (attributeTypes as readonly string[]).includes(type);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
