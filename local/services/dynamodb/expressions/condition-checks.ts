import { type AttributeType, type AttributeValue, attributeTypes, typeOf } from '../attribute-value.ts';
import { limits } from '../limits.ts';
import { sortableKey } from '../sortable-key.ts';
import type { Findings } from './findings.ts';
import { type FunctionCall, type Operand, showPath } from './syntax.ts';

/** Kinds of fault that a condition may have although it follows the grammar. */
export type ConditionFinding =
  | 'parentheses'
  | 'unknownFunction'
  | 'misuse'
  | 'reserved'
  | 'undefinedName'
  | 'operandCount'
  | 'distinct'
  | 'operandType'
  | 'condition';

const operandCounts: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

export function checkFunction(call: FunctionCall, findings: Findings<ConditionFinding>): void {
  const { name, operands } = call;
  const count = Object.hasOwn(operandCounts, name) ? operandCounts[name] : undefined;
  if (count === undefined) {
    findings.report('unknownFunction', `Invalid function name; function: ${name}`);
    return;
  }
  if (count !== operands.length) {
    findings.report(
      'operandCount',
      'Incorrect number of operands for operator or function; ' +
        `operator or function: ${name}, number of operands: ${operands.length}`,
    );
    return;
  }
  checkDistinct(name, operands, findings);
  const fault = functionFault(call);
  if (fault !== null) findings.report('operandType', fault);
}

/** Functions other than `size` are conditions, and cannot be compared or passed on. */
export function checkMisuse(operands: readonly Operand[], findings: Findings<ConditionFinding>): void {
  for (const operand of operands) {
    if (operand.kind !== 'function' || operand.name === 'size') continue;
    findings.report(
      'misuse',
      `The function is not allowed to be used this way in an expression; function: ${operand.name}`,
    );
  }
}

export function checkCandidates(candidates: readonly Operand[], findings: Findings<ConditionFinding>): void {
  if (candidates.length <= limits.inOperands) return;
  findings.report(
    'operandCount',
    `The IN operator is provided with too many operands; number of operands: ${candidates.length}`,
  );
}

export function checkDistinct(
  operator: string,
  operands: readonly Operand[],
  findings: Findings<ConditionFinding>,
): void {
  const [first, second] = operands;
  if (first?.kind !== 'path' || second?.kind !== 'path') return;
  if (first.path.length !== second.path.length) return;
  if (first.path.some((element, at) => element !== second.path[at])) return;
  findings.report(
    'distinct',
    'The first operand must be distinct from the remaining operands for this operator or function; ' +
      `operator: ${operator}, first operand: ${showPath(first.path)}`,
  );
}

export function checkBetween(lower: Operand, upper: Operand, findings: Findings<ConditionFinding>): void {
  if (lower.kind !== 'value' || upper.kind !== 'value') return;
  const bounds =
    `lower bound operand: AttributeValue: ${showValue(lower.value)}, ` +
    `upper bound operand: AttributeValue: ${showValue(upper.value)}`;
  const type = typeOf(lower.value);
  if (type !== typeOf(upper.value)) {
    const rule = 'The BETWEEN operator requires same data type for lower and upper bounds';
    findings.report('operandType', `${rule}; ${bounds}`);
  } else if (isOrdered(type) && sortableKey(lower.value) > sortableKey(upper.value)) {
    const rule = 'The BETWEEN operator requires upper bound to be greater than or equal to lower bound';
    findings.report('operandType', `${rule}; ${bounds}`);
  }
}

export function isOrdered(type: AttributeType): boolean {
  return type === 'S' || type === 'N' || type === 'B';
}

function functionFault({ name, operands }: FunctionCall): string | null {
  const [first, second] = operands;
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      if (first!.kind === 'path') return null;
      return `Operator or function requires a document path; operator or function: ${name}`;
    case 'begins_with': {
      const wrong = operands.map(knownType).find((type) => type !== null && type !== 'S' && type !== 'B');
      return wrong === undefined ? null : incorrectType(name, wrong!);
    }
    case 'attribute_type':
      return attributeTypeFault(second!);
    case 'size': {
      const type = knownType(first!);
      return type === 'N' || type === 'BOOL' || type === 'NULL' ? incorrectType(name, type) : null;
    }
    default:
      return null;
  }
}

function attributeTypeFault(operand: Operand): string | null {
  const type = knownType(operand);
  if (operand.kind !== 'value' || !('S' in operand.value)) {
    return incorrectType('attribute_type', type ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
  }
  if ((attributeTypes as readonly string[]).includes(operand.value.S)) return null;
  return `Invalid attribute type name found; type: ${operand.value.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`;
}

function incorrectType(name: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
}

/** Type of an operand as far as the expression itself tells it. */
function knownType(operand: Operand): AttributeType | null {
  if (operand.kind === 'value') return typeOf(operand.value);
  if (operand.kind === 'function') return operand.name === 'size' ? 'N' : 'BOOL';
  return null;
}

function showValue(value: AttributeValue): string {
  const [type, content] = Object.entries(value)[0]!;
  return `{${type}:${content instanceof Uint8Array ? Buffer.from(content).toString('base64') : content}}`;
}
