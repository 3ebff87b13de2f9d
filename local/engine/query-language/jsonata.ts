import jsonata from 'jsonata';
import type { Json } from '../asl.ts';
import { QueryError } from '../failure.ts';
import { limits } from '../limits.ts';
import { Payload } from '../payload.ts';
import { boundFunctions, registerPureFunctions } from './jsonata-functions.ts';
import { toPlainJson } from './plain-json.ts';
import {
  type ExpectedType,
  InvalidExpressionError,
  type MaybePromise,
  type Query,
  type QueryScope,
  whenReady,
} from './query.ts';
import { compileSimple, unsettled } from './simple-expressions.ts';
import { assertSeen, type SometimesSeen } from './states-references.ts';

/**
 * JSONata fields: a string that is `{% … %}` from end to end is an expression, at any depth; everything else stands for
 * itself. Expressions are parsed once, when the machine is compiled. Throws `InvalidExpressionError`. `location` is the field's
 * name, which failures cite.
 */
export function compileJsonata(value: unknown, location: string, options: FieldOptions = {}): Query {
  const template = compileTemplate(value, location, options);
  return template === undefined ? constant(value) : { evaluate: (scope) => evaluateTemplate(template, scope) };
}

export interface FieldOptions {
  /** Another type of result is a failure. */
  readonly expected?: ExpectedType;
  /** What the field sees of `$states` besides input and context. */
  readonly sees?: SometimesSeen | undefined;
}

/** The type is that of the whole field, not of what is inside. */
function inside({ sees }: FieldOptions): FieldOptions {
  return { sees };
}

/** Absent (`undefined`) for a part without expressions, which is then taken as it is. */
type Template = ((scope: QueryScope) => MaybePromise<Json>) | undefined;

function constant(value: unknown): Query {
  const payload = Payload.ofValue(value as Json);
  return { evaluate: () => payload };
}

function evaluateTemplate(template: NonNullable<Template>, scope: QueryScope): MaybePromise<Payload> {
  return whenReady(template(scope), Payload.ofValue);
}

function compileTemplate(value: unknown, location: string, options: FieldOptions): Template {
  if (typeof value === 'string') return compileString(value, location, options);
  if (Array.isArray(value)) return compileArray(value, location, inside(options));
  if (typeof value === 'object' && value !== null)
    return compileObject(value as Record<string, unknown>, location, inside(options));
  return undefined;
}

function compileArray(items: readonly unknown[], location: string, options: FieldOptions): Template {
  const templates = items.map((item, index) => compileTemplate(item, `${location}[${index}]`, options));
  if (templates.every((template) => template === undefined)) return undefined;
  return (scope) => {
    const made = [...items] as Json[];
    return fill(
      templates,
      scope,
      (index, part) => {
        made[index] = part;
      },
      made,
    );
  };
}

function compileObject(value: Readonly<Record<string, unknown>>, location: string, options: FieldOptions): Template {
  const members = Object.entries(value).map(([name, member]) => {
    return { name, member, template: compileTemplate(member, `${location}/${name}`, options) };
  });
  if (members.every(({ template }) => template === undefined)) return undefined;
  const templates = members.map(({ template }) => template);
  return (scope) => {
    const made: Record<string, Json> = {};
    // In the order of the definition, whichever part is there first.
    for (const { name, member } of members) made[name] = member as Json;
    return fill(
      templates,
      scope,
      (index, part) => {
        made[members[index]!.name] = part;
      },
      made,
    );
  };
}

/** Evaluates the parts one after the other: without a pause as long as they answer at once. */
function fill<Made extends Json>(
  templates: readonly Template[],
  scope: QueryScope,
  put: (index: number, part: Json) => void,
  made: Made,
  from = 0,
): MaybePromise<Made> {
  for (let index = from; index < templates.length; index += 1) {
    const part = templates[index]?.(scope);
    if (part instanceof Promise) {
      return part.then((value) => {
        put(index, value);
        return fill(templates, scope, put, made, index + 1);
      });
    }
    if (part !== undefined) put(index, part);
  }
  return made;
}

function compileString(text: string, location: string, { expected, sees }: FieldOptions): Template {
  if (!text.startsWith('{%') || !text.endsWith('%}')) return undefined;
  const source = text.slice(2, -2).trim();
  const expression = parse(source, location);
  assertSeen(expression.ast(), sees, location);
  const countStep = limitSteps(expression);
  const simple = compileSimple(expression.ast());
  const subject = `The JSONata expression '${source}' specified for the field '${location}'`;

  const evaluate = async (scope: QueryScope): Promise<unknown> => {
    countStep.reset();
    try {
      return await expression.evaluate({}, bindingsOf(scope));
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      const description = code === undefined ? message : `${code}: ${message}`;
      throw new QueryError(`${subject} threw an error during evaluation. ${description}`, location, { cause: error });
    }
  };
  const accept = (result: unknown): Json => {
    if (result === undefined) throw new QueryError(`${subject} returned nothing (undefined).`, location);
    const plain = toPlainJson(result);
    if (plain === undefined) throw new QueryError(`${subject} returned an unsupported result type.`, location);
    const actual = typeOf(plain);
    if (expected !== undefined && actual !== expected) {
      const shown = JSON.stringify(plain);
      throw new QueryError(
        `${subject} returned an unexpected result type. Expected '${expected}', but was '${actual}' for value: ${shown}`,
        location,
      );
    }
    return plain;
  };
  return (scope) => {
    const result = simple === undefined ? unsettled : simple(scope);
    return result === unsettled ? evaluate(scope).then(accept) : accept(result);
  };
}

function parse(source: string, location: string): jsonata.Expression {
  try {
    const expression = jsonata(source);
    registerPureFunctions(expression);
    return expression;
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    throw new InvalidExpressionError(`The JSONata expression is invalid. ${code}: ${message}`, location, {
      cause: error,
    });
  }
}

function bindingsOf(scope: QueryScope): Record<string, unknown> {
  const states: Record<string, unknown> = {
    get input() {
      return scope.input.value;
    },
    get context() {
      return scope.context();
    },
  };
  if (scope.result !== undefined) states.result = scope.result.value;
  if (scope.errorOutput !== undefined) states.errorOutput = scope.errorOutput;
  return { ...boundFunctions(scope), ...scope.variables, states };
}

/** Ends a loop that would never end: counts the evaluation of every part of the expression. */
function limitSteps(expression: jsonata.Expression): { reset(): void } {
  let steps = 0;
  // The typings know no symbols as names, which are jsonata's own way to observe an evaluation.
  expression.assign(Symbol.for('jsonata.__evaluate_entry') as unknown as string, () => {
    steps += 1;
    if (steps > limits.jsonataSteps) {
      throw Object.assign(new Error('Expression evaluation timeout: Check for infinite loop'), { code: 'U1001' });
    }
  });
  return {
    reset: () => {
      steps = 0;
    },
  };
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
