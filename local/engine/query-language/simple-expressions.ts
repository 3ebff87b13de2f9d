/**
 * Most expressions of a state machine take one member out of a document, join two texts or compare two values. Evaluated
 * here they take a fraction of the time, and no promise.
 *
 * S1  What is answered here is what JSONata answers. Where its answer hangs on more than is looked at here, as with a list,
 *     which it takes for its items, or with what is not there, nothing is answered: JSONata is asked.
 */
import type { QueryScope } from './query.ts';

/** S1: JSONata is to be asked. */
export const unsettled = Symbol('unsettled');

/** What is certainly not there. JSONata says what that comes to, but for `$exists`. */
const absent = Symbol('absent');

/** Answers a value, or `unsettled`. */
export type SimpleExpression = (scope: QueryScope) => unknown;

/** A part of an expression, as `jsonata(source).ast()` has it. */
interface Part {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly Part[];
  readonly lhs?: Part;
  readonly rhs?: Part;
  readonly condition?: Part;
  readonly then?: Part;
  readonly else?: Part;
  readonly procedure?: Part;
  readonly arguments?: readonly Part[];
  readonly expressions?: readonly Part[];
}

/** @returns undefined for an expression that is not simple */
export function compileSimple(ast: unknown): SimpleExpression | undefined {
  const compiled = compilePart(ast as Part);
  if (compiled === undefined) return undefined;
  return (scope) => {
    const value = compiled(scope);
    return value === absent ? unsettled : value;
  };
}

function compilePart(part: Part): SimpleExpression | undefined {
  if (!has(part, membersOf[part.type] ?? [])) return undefined;
  switch (part.type) {
    case 'string':
    case 'number':
    case 'value':
      return () => part.value;
    case 'variable':
      return path([part]);
    case 'path':
      return path(part.steps ?? []);
    case 'block':
      return part.expressions?.length === 1 ? compilePart(part.expressions[0]!) : undefined;
    case 'binary':
      return binary(part);
    case 'condition':
      return condition(part);
    case 'function':
      return call(part);
    default:
      return undefined;
  }
}

/** What a simple part consists of, besides its type and place: anything more, as a filter or an order, is not simple. */
const membersOf: Readonly<Record<string, readonly string[]>> = {
  string: ['value'],
  number: ['value'],
  value: ['value'],
  variable: ['value'],
  name: ['value'],
  path: ['steps'],
  block: ['expressions'],
  binary: ['value', 'lhs', 'rhs'],
  condition: ['condition', 'then', 'else'],
  function: ['value', 'procedure', 'arguments'],
};

function has(part: Part, members: readonly string[]): boolean {
  return Object.entries(part).every(
    ([name, value]) => value === undefined || name === 'type' || name === 'position' || members.includes(name),
  );
}

/** `$variable.name.name`. */
function path([start, ...steps]: readonly Part[]): SimpleExpression | undefined {
  if (start?.type !== 'variable' || start.value === '' || !has(start, membersOf.variable!)) return undefined;
  if (!steps.every((step) => step.type === 'name' && has(step, membersOf.name!))) return undefined;
  const names = steps.map(({ value }) => String(value));
  const variable = String(start.value);
  const [first, ...others] = names;
  if (variable === 'states') return first === undefined ? undefined : (scope) => follow(ofStates(scope, first), others);
  // What is no variable may be a function of JSONata's.
  return ({ variables }) => follow(Object.hasOwn(variables, variable) ? variables[variable] : unsettled, names);
}

function ofStates(scope: QueryScope, name: string): unknown {
  switch (name) {
    case 'input':
      return scope.input.value;
    case 'result':
      return scope.result === undefined ? unsettled : scope.result.value;
    case 'context':
      return scope.context();
    default:
      return unsettled;
  }
}

function follow(from: unknown, names: readonly string[]): unknown {
  let value = from;
  for (const name of names) value = memberOf(value, name);
  return Array.isArray(value) ? unsettled : value;
}

function memberOf(value: unknown, name: string): unknown {
  if (value === unsettled || Array.isArray(value)) return unsettled;
  if (typeof value !== 'object' || value === null) return absent;
  if (Object.hasOwn(value, name)) return (value as Readonly<Record<string, unknown>>)[name];
  return name in value ? unsettled : absent;
}

type Operator = (one: unknown, other: unknown) => unknown;

const isPlain = (value: unknown): boolean => value === null || (typeof value !== 'object' && typeof value !== 'symbol');
const whenBoth =
  (type: 'string' | 'number' | 'boolean', operate: (one: never, other: never) => unknown): Operator =>
  (one, other) =>
    typeof one === type && typeof other === type ? operate(one as never, other as never) : unsettled;
const whenPlain =
  (operate: Operator): Operator =>
  (one, other) =>
    isPlain(one) && isPlain(other) ? operate(one, other) : unsettled;

const operators: Readonly<Record<string, Operator>> = {
  '&': whenBoth('string', (one: string, other: string) => one + other),
  '=': whenPlain((one, other) => one === other),
  '!=': whenPlain((one, other) => one !== other),
  '<': whenBoth('number', (one: number, other: number) => one < other),
  '<=': whenBoth('number', (one: number, other: number) => one <= other),
  '>': whenBoth('number', (one: number, other: number) => one > other),
  '>=': whenBoth('number', (one: number, other: number) => one >= other),
  and: whenBoth('boolean', (one: boolean, other: boolean) => one && other),
  or: whenBoth('boolean', (one: boolean, other: boolean) => one || other),
};

function binary({ value, lhs, rhs }: Part): SimpleExpression | undefined {
  const operator = operators[String(value)];
  const left = lhs && compilePart(lhs);
  const right = rhs && compilePart(rhs);
  if (operator === undefined || left === undefined || right === undefined) return undefined;
  return (scope) => operator(left(scope), right(scope));
}

function condition({ condition: asked, then: given, else: other }: Part): SimpleExpression | undefined {
  const [test, yes, no] = [asked && compilePart(asked), given && compilePart(given), other && compilePart(other)];
  if (test === undefined || yes === undefined || no === undefined) return undefined;
  return (scope) => {
    const holds = test(scope);
    if (typeof holds !== 'boolean') return unsettled;
    return holds ? yes(scope) : no(scope);
  };
}

const functions: Readonly<Record<string, (value: unknown) => unknown>> = {
  exists: (value) => (value === unsettled ? unsettled : value !== absent),
  not: (value) => (typeof value === 'boolean' ? !value : unsettled),
  number: (value) =>
    typeof value === 'string' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) ? Number(value) : unsettled,
  type: (value) => {
    if (typeof value === 'symbol') return unsettled;
    return value === null ? 'null' : typeof value;
  },
};

function call({ procedure, arguments: given = [] }: Part): SimpleExpression | undefined {
  const name = String(procedure?.value);
  const [argument] = given.map(compilePart);
  if (procedure?.type !== 'variable' || !Object.hasOwn(functions, name) || given.length !== 1) return undefined;
  if (argument === undefined) return undefined;
  const apply = functions[name]!;
  // A variable of that name would be called instead.
  return (scope) => (Object.hasOwn(scope.variables, name) ? unsettled : apply(argument(scope)));
}
