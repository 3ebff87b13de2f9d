import {
  type ConditionFinding,
  checkBetween,
  checkCandidates,
  checkDistinct,
  checkFunction,
  checkMisuse,
} from './condition-checks.ts';
import { createFindings } from './findings.ts';
import { isAtPath, parsePath } from './path-parser.ts';
import type { Placeholders } from './placeholders.ts';
import type { Comparator, Condition, DocumentPath, FunctionCall, Operand } from './syntax.ts';
import { createTokenReader } from './token-reader.ts';

/** A condition, with the paths that it names (for the rules about key attributes). */
export interface ParsedCondition {
  readonly condition: Condition;
  readonly paths: readonly DocumentPath[];
}

type Node = Condition | Operand;

const comparators: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
const faultOrder: readonly ConditionFinding[] = ['parentheses', 'unknownFunction', 'misuse', 'reserved', 'condition'];
/** Faults within one condition; the first condition with a fault decides. */
const conditionFaultOrder: readonly ConditionFinding[] = ['undefinedName', 'operandCount', 'distinct', 'operandType'];

/**
 * Parses a ConditionExpression, FilterExpression or KeyConditionExpression: OR binds weakest, then AND, NOT,
 * comparisons. Since `(` may open a condition as well as an operand, both come from one set of rules, and what stands
 * where the other is needed is refused afterwards.
 *
 * Returns the message of the first fault instead, if there is one; throws `ExpressionSyntaxError`.
 */
export function parseCondition(text: string, placeholders: Placeholders): ParsedCondition | string {
  const reader = createTokenReader(text);
  const findings = createFindings<ConditionFinding>();
  const paths: DocumentPath[] = [];
  const parenthesised = new Set<Node>();

  const asCondition = (node: Node): Condition => {
    if (node.kind === 'path' || node.kind === 'value') throw reader.unexpected();
    if (node.kind === 'function' && node.name === 'size') {
      findings.report('misuse', 'The function is not allowed to be used this way in an expression; function: size');
    }
    return node;
  };
  const asOperand = (node: Node): Operand => {
    if (node.kind === 'path' || node.kind === 'value' || node.kind === 'function') return node;
    throw reader.unexpected();
  };
  const settle = <T extends Condition>(condition: T): T => {
    const fault = findings.first(conditionFaultOrder);
    if (fault !== null) findings.report('condition', fault);
    return condition;
  };

  const parseOr = (): Node => {
    const left = parseAnd();
    if (!reader.takeKeyword('OR')) return left;
    return { kind: 'or', left: asCondition(left), right: asCondition(parseOr()) };
  };
  const parseAnd = (): Node => {
    const left = parseNot();
    if (!reader.takeKeyword('AND')) return left;
    return { kind: 'and', left: asCondition(left), right: asCondition(parseAnd()) };
  };
  const parseNot = (): Node => {
    if (!reader.takeKeyword('NOT')) return parseComparison();
    return { kind: 'not', condition: asCondition(parseNot()) };
  };

  const parseComparison = (): Node => {
    const left = parseGroupOrOperand();
    const comparator = reader.peek();
    if (comparator.kind === 'symbol' && comparators.includes(comparator.text)) {
      reader.next();
      const operands = [asOperand(left), parseOperand()] as const;
      checkMisuse(operands, findings);
      checkDistinct(comparator.text, operands, findings);
      const [first, second] = operands;
      return settle({ kind: 'comparison', comparator: comparator.text as Comparator, left: first, right: second });
    }
    if (reader.takeKeyword('BETWEEN')) return parseBetween(asOperand(left));
    if (reader.takeKeyword('IN')) return parseIn(asOperand(left));
    return left.kind === 'function' ? settle(left) : left;
  };
  const parseBetween = (operand: Operand): Condition => {
    const lower = parseOperand();
    reader.expectKeyword('AND');
    const upper = parseOperand();
    checkMisuse([operand, lower, upper], findings);
    checkBetween(lower, upper, findings);
    return settle({ kind: 'between', operand, lower, upper });
  };
  const parseIn = (operand: Operand): Condition => {
    const candidates = parseOperandList();
    checkMisuse([operand, ...candidates], findings);
    checkCandidates(candidates, findings);
    return settle({ kind: 'in', operand, candidates });
  };

  const parseGroupOrOperand = (): Node => {
    if (!reader.takeSymbol('(')) return parsePlainOperand();
    const inner = parseOr();
    reader.expectSymbol(')');
    if (parenthesised.has(inner)) findings.report('parentheses', 'The expression has redundant parentheses;');
    parenthesised.add(inner);
    return inner;
  };
  const parseOperand = (): Operand => asOperand(parseGroupOrOperand());
  const parsePlainOperand = (): Operand => {
    if (reader.peek().kind === 'value') return parseValue();
    if (!isAtPath(reader) || isOperator()) throw reader.unexpected();
    if (reader.peek().kind === 'word' && reader.peekSecond().text === '(') return parseFunction();
    const path = parsePath(reader, placeholders, findings);
    paths.push(path);
    return { kind: 'path', path };
  };
  const isOperator = (): boolean => ['AND', 'OR', 'NOT', 'BETWEEN', 'IN'].some((keyword) => reader.isKeyword(keyword));
  const parseValue = (): Operand => {
    const placeholder = reader.next().text;
    const value = placeholders.value(placeholder);
    if (value === undefined) {
      findings.report(
        'undefinedName',
        `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    }
    return { kind: 'value', value: value ?? { NULL: true } };
  };
  const parseFunction = (): FunctionCall => {
    const call: FunctionCall = { kind: 'function', name: reader.next().text, operands: parseOperandList() };
    checkMisuse(call.operands, findings);
    checkFunction(call, findings);
    return call;
  };
  const parseOperandList = (): Operand[] => {
    reader.expectSymbol('(');
    const operands = [parseOperand()];
    while (reader.takeSymbol(',')) operands.push(parseOperand());
    reader.expectSymbol(')');
    return operands;
  };

  const condition = asCondition(parseOr());
  reader.expectEnd();
  return findings.first(faultOrder) ?? { condition, paths };
}
