import type { AttributeValue } from '../attribute-value.ts';
import { createFindings } from './findings.ts';
import { isAtPath, parsePath, reportOverlap } from './path-parser.ts';
import type { Placeholders } from './placeholders.ts';
import type { DocumentPath, FunctionCall, Operand, SetValue, UpdateAction, ValueOperand } from './syntax.ts';
import { createTokenReader } from './token-reader.ts';
import { checkSectionOperand, checkUpdateFunction, type UpdateFinding } from './update-checks.ts';

export interface ParsedUpdate {
  readonly actions: readonly UpdateAction[];
  /** The path of each action: no two of them overlap. */
  readonly paths: readonly DocumentPath[];
  /** All paths that the expression names, those it reads included. */
  readonly namedPaths: readonly DocumentPath[];
}

const sections = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;

const faultOrder: readonly UpdateFinding[] = [
  'reserved',
  'unknownFunction',
  'section',
  'undefinedName',
  'undefinedValue',
  'pathOverlap',
  'pathConflict',
  'operand',
  'function',
];

/** Parses an UpdateExpression, or returns the message of its first fault; throws `ExpressionSyntaxError`. */
export function parseUpdate(text: string, placeholders: Placeholders): ParsedUpdate | string {
  const reader = createTokenReader(text);
  const findings = createFindings<UpdateFinding>();
  const actions: UpdateAction[] = [];
  const paths: DocumentPath[] = [];
  const namedPaths: DocumentPath[] = [];

  const parseSection = (section: (typeof sections)[number]): void => {
    do {
      const path = parseNamedPath();
      actions.push(parseAction(section, path));
      reportOverlap(paths, path, findings);
      paths.push(path);
    } while (reader.takeSymbol(','));
  };
  const parseAction = (section: (typeof sections)[number], path: DocumentPath): UpdateAction => {
    if (section === 'REMOVE') return { kind: 'remove', path };
    if (section === 'SET') {
      reader.expectSymbol('=');
      return { kind: 'set', path, value: parseSetValue() };
    }
    const { value } = parseValue();
    checkSectionOperand(section, value, findings);
    return { kind: section === 'ADD' ? 'add' : 'delete', path, value };
  };

  const parseSetValue = (): SetValue => {
    const left = parseGroup();
    if (left.kind === 'arithmetic') return left;
    const operator = reader.isSymbol('+') ? '+' : reader.isSymbol('-') ? '-' : null;
    if (operator === null) return left;
    reader.next();
    const right = parseOperand();
    checkUpdateFunction(operator, [left, right], findings);
    return { kind: 'arithmetic', operator, left, right };
  };
  const parseGroup = (): SetValue => {
    if (!reader.takeSymbol('(')) return parsePlainOperand();
    const inner = parseSetValue();
    reader.expectSymbol(')');
    return inner;
  };
  const parseOperand = (): Operand => {
    const operand = parseGroup();
    if (operand.kind === 'arithmetic') throw reader.unexpected();
    return operand;
  };
  const parsePlainOperand = (): Operand => {
    if (reader.peek().kind === 'value') return parseValue();
    if (reader.peek().kind === 'word' && reader.peekSecond().text === '(') return parseFunction();
    return { kind: 'path', path: parseNamedPath() };
  };
  const parseFunction = (): FunctionCall => {
    const name = reader.next().text;
    reader.expectSymbol('(');
    const operands = [parseOperand()];
    while (reader.takeSymbol(',')) operands.push(parseOperand());
    reader.expectSymbol(')');
    checkUpdateFunction(name, operands, findings);
    return { kind: 'function', name, operands };
  };
  const parseNamedPath = (): DocumentPath => {
    if (!isAtPath(reader)) throw reader.unexpected();
    const path = parsePath(reader, placeholders, findings);
    namedPaths.push(path);
    return path;
  };
  const parseValue = (): ValueOperand => {
    if (reader.peek().kind !== 'value') throw reader.unexpected();
    const placeholder = reader.next().text;
    const value = placeholders.value(placeholder);
    if (value === undefined) {
      findings.report(
        'undefinedValue',
        `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
      );
    }
    return { kind: 'value', value: value ?? unknownValue };
  };

  const used = new Set<string>();
  do {
    const section = sections.find((keyword) => reader.takeKeyword(keyword));
    if (section === undefined) throw reader.unexpected();
    if (used.has(section)) {
      findings.report('section', `The "${section}" section can only be used once in an update expression;`);
    }
    used.add(section);
    parseSection(section);
  } while (reader.peek().kind !== 'end');
  return findings.first(faultOrder) ?? { actions, paths, namedPaths };
}

/** Stands for a value that is not defined; a fault of its own is reported for that. */
const unknownValue: AttributeValue = { NULL: true };
