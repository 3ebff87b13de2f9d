import { validationError } from '../errors.ts';
import { limits } from '../limits.ts';
import { type ParsedCondition, parseCondition } from './condition-parser.ts';
import { type Placeholders, parsePlaceholders } from './placeholders.ts';
import { parseProjection } from './projection.ts';
import type { DocumentPath } from './syntax.ts';
import { ExpressionSyntaxError } from './token-reader.ts';
import { type ParsedUpdate, parseUpdate } from './update-parser.ts';

/** The expressions of a request, parsed. */
export interface RequestExpressions {
  readonly update?: ParsedUpdate;
  readonly condition?: ParsedCondition;
  readonly keyCondition?: ParsedCondition;
  readonly filter?: ParsedCondition;
  readonly projection?: readonly DocumentPath[];
}

const members = [
  'UpdateExpression',
  'ConditionExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
] as const;
type Member = (typeof members)[number];

/** Parameters from before there were expressions. They are refused here rather than left without effect. */
const legacyMembers = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];

/** Parses the expressions that an operation takes (`allowed`) with the placeholders of its request. */
export function parseRequestExpressions(
  input: Readonly<Record<string, unknown>>,
  allowed: readonly Member[],
): RequestExpressions {
  const legacy = legacyMembers.find((member) => input[member] !== undefined && input[member] !== null);
  if (legacy !== undefined) {
    throw validationError(`The local runtime does not know the legacy parameter ${legacy}; use an expression`);
  }
  assertPlaceholdersHaveUse(input, allowed);
  const placeholders = parsePlaceholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const parse = <T>(member: Member, parser: (text: string, placeholders: Placeholders) => T | string): T | undefined =>
    allowed.includes(member) && isGiven(input[member])
      ? parseExpression(member, input[member], (text) => parser(text, placeholders))
      : undefined;

  const expressions = {
    update: parse('UpdateExpression', parseUpdate),
    condition: parse('ConditionExpression', parseCondition),
    keyCondition: parse('KeyConditionExpression', parseCondition),
    filter: parse('FilterExpression', parseCondition),
    projection: parse('ProjectionExpression', parseProjection),
  };
  placeholders.assertAllUsed();
  return Object.fromEntries(Object.entries(expressions).filter(([, expression]) => expression !== undefined));
}

function parseExpression<T>(member: Member, text: unknown, parse: (text: string) => T | string): T {
  const prefix = `Invalid ${member}: `;
  if (typeof text !== 'string') throw validationError(`${prefix}a string is expected;`);
  if (text === '') throw validationError(`${prefix}The expression can not be empty;`);
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.expressionBytes) {
    throw validationError(`${prefix}Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
  }
  const parsed = parseOrExplain(text, parse);
  if (typeof parsed === 'string') throw validationError(prefix + parsed);
  return parsed;
}

function parseOrExplain<T>(text: string, parse: (text: string) => T | string): T | string {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return error.message;
    throw error;
  }
}

function assertPlaceholdersHaveUse(input: Readonly<Record<string, unknown>>, allowed: readonly Member[]): void {
  const withNames = allowed.filter((member) => isGiven(input[member]));
  if (isGiven(input.ExpressionAttributeNames) && withNames.length === 0) {
    throw validationError('ExpressionAttributeNames can only be specified when using expressions');
  }
  const valued = allowed.filter((member) => member !== 'ProjectionExpression');
  if (isGiven(input.ExpressionAttributeValues) && !valued.some((member) => isGiven(input[member]))) {
    throw validationError(
      'ExpressionAttributeValues can only be specified when using expressions: ' +
        `${valued.join(' and ')} ${valued.length > 1 ? 'are' : 'is'} null`,
    );
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
