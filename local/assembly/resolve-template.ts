import { parseSubstitution } from './substitution.ts';
import { isRecord } from './template.ts';
import { attributeName, intrinsicOf } from './template-references.ts';

/** What intrinsic functions of one stack are resolved with. Each of its functions throws for a name that it does not know. */
export interface ResolutionScope {
  /** Value of a `Ref`: a parameter, a pseudo parameter, a resource. `noValue` for `AWS::NoValue`. */
  reference(name: string): unknown;
  attribute(logicalId: string, attribute: string): string;
  condition(name: string): boolean;
  mapping(mapName: string, topKey: string, secondKey: string): unknown;
  importValue(exportName: string): string;
}

/** What `AWS::NoValue` stands for: the member or list entry with it is left out. */
export const noValue = Symbol('AWS::NoValue');

/** Intrinsic functions that are resolved here. */
export const supportedFunctions: ReadonlySet<string> = new Set([
  'Fn::And',
  'Fn::Base64',
  'Fn::Equals',
  'Fn::FindInMap',
  'Fn::GetAtt',
  'Fn::If',
  'Fn::ImportValue',
  'Fn::Join',
  'Fn::Not',
  'Fn::Or',
  'Fn::Select',
  'Fn::Split',
  'Fn::Sub',
  'Ref',
]);

/** The value with every intrinsic function replaced by its result. */
export function resolveValue(value: unknown, scope: ResolutionScope): unknown {
  if (Array.isArray(value)) return value.map((one) => resolveValue(one, scope)).filter((one) => one !== noValue);
  if (!isRecord(value)) return value;
  const call = intrinsicOf(value);
  if (call !== undefined) return callFunction(call.name, call.argument, scope);
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    const resolved = resolveValue(member, scope);
    if (resolved !== noValue) members.push([name, resolved]);
  }
  return Object.fromEntries(members);
}

/** Value of one of the template's `Conditions`. */
export function resolveCondition(value: unknown, scope: ResolutionScope): boolean {
  // Only here is `{"Condition": "name"}` a function; elsewhere it is a member like any other (of a policy, for example).
  if (isRecord(value) && typeof value.Condition === 'string') return scope.condition(value.Condition);
  const call = isRecord(value) ? intrinsicOf(value) : undefined;
  if (call === undefined) throw new Error(`a condition must be a function, not ${JSON.stringify(value)}`);
  const operands = Array.isArray(call.argument) ? call.argument : [call.argument];
  switch (call.name) {
    case 'Fn::And':
      return operands.every((operand) => resolveCondition(operand, scope));
    case 'Fn::Or':
      return operands.some((operand) => resolveCondition(operand, scope));
    case 'Fn::Not':
      return !resolveCondition(operands[0], scope);
    case 'Fn::Equals':
      return sameValue(resolveValue(operands[0], scope), resolveValue(operands[1], scope));
    default:
      throw new Error(`${call.name} is no function of conditions`);
  }
}

function callFunction(name: string, argument: unknown, scope: ResolutionScope): unknown {
  switch (name) {
    case 'Ref':
      return scope.reference(String(argument));
    case 'Fn::GetAtt':
      return scope.attribute(...attributeName(argument));
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::ImportValue':
      return scope.importValue(String(resolveValue(argument, scope)));
    case 'Fn::Base64':
      return Buffer.from(String(resolveValue(argument, scope)), 'utf8').toString('base64');
    case 'Fn::If': {
      const [condition, whenTrue, whenFalse] = argument as unknown[];
      return resolveValue(scope.condition(String(condition)) ? whenTrue : whenFalse, scope);
    }
    case 'Fn::Join': {
      const [delimiter, values] = resolveValue(argument, scope) as [string, unknown[]];
      return values.map(String).join(delimiter);
    }
    case 'Fn::Split': {
      const [delimiter, text] = resolveValue(argument, scope) as [string, string];
      return text.split(delimiter);
    }
    case 'Fn::Select':
      return select(resolveValue(argument, scope) as [unknown, unknown[]]);
    case 'Fn::FindInMap': {
      const [mapName, topKey, secondKey] = resolveValue(argument, scope) as [string, string, string];
      return scope.mapping(mapName, topKey, secondKey);
    }
    case 'Fn::And':
    case 'Fn::Or':
    case 'Fn::Not':
    case 'Fn::Equals':
      return resolveCondition({ [name]: argument }, scope);
    default:
      throw new Error(`the intrinsic function ${name} is not supported`);
  }
}

function substitute(argument: unknown, scope: ResolutionScope): string {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  const variables = resolveValue(given, scope) as Record<string, unknown>;
  return parseSubstitution(String(text))
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'attribute') return scope.attribute(part.logicalId, part.attribute);
      return String(Object.hasOwn(variables, part.name) ? variables[part.name] : scope.reference(part.name));
    })
    .join('');
}

function select([index, values]: [unknown, unknown[]]): unknown {
  const position = Number(index);
  if (!Number.isInteger(position) || position < 0 || position >= values.length) {
    throw new Error(`Fn::Select has no entry ${String(index)} in a list of ${values.length}`);
  }
  return values[position];
}

/** CloudFormation compares texts; numbers and booleans of a template are texts to it. */
function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(toText(a)) === JSON.stringify(toText(b));
}

function toText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toText);
  return isRecord(value) ? value : String(value);
}
