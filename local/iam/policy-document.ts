import type { PolicyDocument, PolicyStatement } from '../kernel/service.ts';
import { findConditionOperator } from './condition-operators.ts';

/** A policy that cannot be evaluated here; the message says where it stands and what is the matter. */
export class UnsupportedPolicy extends Error {
  override readonly name = 'UnsupportedPolicy';
}

const statementMembers = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'Condition',
]);

/**
 * Reads a policy as CloudFormation or the API gives it (an object, or its JSON text) and refuses what evaluation does
 * not know. `where` begins the message.
 */
export function parsePolicyDocument(value: unknown, where: string): PolicyDocument {
  const document = typeof value === 'string' ? parseJson(value, where) : value;
  const problems = policyProblems(document);
  if (problems.length > 0) throw new UnsupportedPolicy(`${where}: ${problems.join('; ')}`);
  const { Version, Statement } = document as { Version?: string; Statement: PolicyStatement | PolicyStatement[] };
  return { Version: Version ?? '2012-10-17', Statement: Array.isArray(Statement) ? Statement : [Statement] };
}

/**
 * What in a policy document is not supported: other members of statements, other condition operators, policy variables.
 * Intrinsic functions may still stand where texts will be.
 */
export function policyProblems(document: unknown): string[] {
  if (!isRecord(document)) return ['a policy document must be an object'];
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return statements.flatMap((statement, index) =>
    statementProblems(statement).map((problem) => `statement ${index + 1}: ${problem}`),
  );
}

function statementProblems(statement: unknown): string[] {
  if (!isRecord(statement)) return ['must be an object'];
  const problems = Object.keys(statement)
    .filter((member) => !statementMembers.has(member))
    .map((member) => `${member} is not supported`);
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') problems.push('Effect must be Allow or Deny');
  if (statement.Action === undefined && statement.NotAction === undefined)
    problems.push('neither Action nor NotAction');
  for (const member of ['Action', 'NotAction', 'Resource', 'NotResource']) {
    if (hasPolicyVariable(statement[member])) problems.push(`policy variables are not supported (${member})`);
  }
  return [...problems, ...conditionProblems(statement.Condition)];
}

function conditionProblems(condition: unknown): string[] {
  if (condition === undefined) return [];
  if (!isRecord(condition)) return ['Condition must be an object'];
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (findConditionOperator(operator) === undefined) return [`the condition operator ${operator} is not supported`];
    if (!isRecord(keys)) return [`Condition.${operator} must be an object`];
    return Object.entries(keys)
      .filter(([, wanted]) => hasPolicyVariable(wanted))
      .map(([key]) => `policy variables are not supported (${key})`);
  });
}

/** `${aws:username}` and its like; in a template an `Fn::Sub` has its own object around the text. */
function hasPolicyVariable(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasPolicyVariable);
  return typeof value === 'string' && value.includes('${');
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnsupportedPolicy(`${where}: not JSON`, { cause: error });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
