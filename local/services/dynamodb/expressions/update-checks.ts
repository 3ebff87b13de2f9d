import { type AttributeType, type AttributeValue, typeOf } from '../attribute-value.ts';
import type { Findings } from './findings.ts';
import type { Operand } from './syntax.ts';

/** Kinds of fault that an update expression may have although it follows the grammar. */
export type UpdateFinding =
  | 'reserved'
  | 'unknownFunction'
  | 'section'
  | 'undefinedName'
  | 'undefinedValue'
  | 'pathOverlap'
  | 'pathConflict'
  | 'operand'
  | 'function';

const typeNames: Readonly<Partial<Record<AttributeType, string>>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};

/** `+` and `-` count as functions of two numbers. */
export function checkUpdateFunction(
  name: string,
  operands: readonly Operand[],
  findings: Findings<UpdateFinding>,
): void {
  const required = { if_not_exists: null, list_append: 'L', '+': 'N', '-': 'N' }[name];
  if (required === undefined) {
    findings.report('unknownFunction', `Invalid function name; function: ${name}`);
    return;
  }
  if (operands.length !== 2) {
    findings.report(
      'function',
      'Incorrect number of operands for operator or function; ' +
        `operator or function: ${name}, number of operands: ${operands.length}`,
    );
    return;
  }
  if (required === null) {
    if (operands[0]!.kind === 'path') return;
    findings.report('function', `Operator or function requires a document path; operator or function: ${name}`);
    return;
  }
  for (const operand of operands) {
    if (operand.kind !== 'value' || typeOf(operand.value) === required) continue;
    findings.report(
      'function',
      'Incorrect operand type for operator or function; ' +
        `operator or function: ${name}, operand type: ${typeOf(operand.value)}`,
    );
  }
}

/** ADD takes a number or a set, DELETE a set. */
export function checkSectionOperand(
  section: 'ADD' | 'DELETE',
  value: AttributeValue,
  findings: Findings<UpdateFinding>,
): void {
  const type = typeOf(value);
  const typeName = typeNames[type];
  if (typeName === undefined || (section === 'ADD' && type === 'N')) return;
  findings.report(
    'operand',
    `Incorrect operand type for operator or function; operator: ${section}, operand type: ${typeName}`,
  );
}
