import type { Json } from '../../asl.ts';
import { StateError } from '../../failure.ts';
import { Payload } from '../../payload.ts';
import { InvalidExpressionError, type Query, type QueryScope, whenReady } from '../query.ts';
import { compileExpression } from './expression.ts';
import { parsePath } from './parse-path.ts';
import type { JsonPath } from './path.ts';
import { PathNotFoundError, readPath } from './read-path.ts';
import { PathSyntaxError } from './scanner.ts';
import { compileTemplate } from './template.ts';
import { type View, viewOf } from './view.ts';

const nothing = Payload.ofText('{}');

export function constantQuery(value: Json | undefined): Query | undefined {
  if (value === undefined) return undefined;
  const payload = Payload.ofValue(value);
  return { constant: payload, evaluate: () => payload };
}

/** What a catcher starts from: the error as a document. */
export const errorOutputQuery: Query = {
  evaluate: ({ errorOutput }) => Payload.ofValue(errorOutput ?? null),
};

/** `InputPath`; absent where it leaves the input as it is. */
export function inputQuery({ InputPath }: { readonly InputPath?: string | null }): Query | undefined {
  return pathQuery(InputPath, 'InputPath', ({ input }) => input);
}

/** `InputPath` or `OutputPath`: `null` gives an empty object. */
function pathQuery(
  text: string | null | undefined,
  location: string,
  documentOf: (scope: QueryScope) => Payload,
): Query | undefined {
  if (text === undefined || text === '$') return undefined;
  if (text === null) return { evaluate: () => nothing };
  const path = parseField(text, location);
  return { evaluate: (scope) => Payload.ofValue(readField(path, viewOf(scope, documentOf(scope)))) };
}

/** A template over the state's input, or, without `input`, over its result. */
export function templateQuery(value: Json | undefined, location: string, input: Query | undefined): Query | undefined {
  if (value === undefined) return undefined;
  const template = compileTemplate(value, location);
  if (template === undefined) return constantQuery(value);
  return {
    evaluate: (scope) =>
      whenReady(input?.evaluate(scope) ?? scope.result ?? scope.input, (document) =>
        Payload.ofValue(template(viewOf(scope, document))),
      ),
  };
}

/** `ErrorPath` or `CausePath`: a path or a function call that gives text. */
export function expressionQuery(text: string | undefined, field: string): Query | undefined {
  if (text === undefined) return undefined;
  const expression = checked(field, 'must be a valid JSONPath or a valid intrinsic function call', () =>
    compileExpression(text, field),
  );
  return {
    evaluate: (scope) => {
      const value = expression(viewOf(scope, scope.input));
      if (typeof value === 'string') return Payload.ofValue(value);
      throw new StateError(`The field '${field}' must be a string, but was: ${JSON.stringify(value)}`);
    },
  };
}

/** `ItemsPath`: it must lead to an array. */
export function resultQuery(text = '$', input: Query | undefined): Query {
  const path = parseField(text, 'ItemsPath');
  return {
    evaluate: (scope) =>
      whenReady(input?.evaluate(scope) ?? scope.input, (document) => {
        const value = readField(path, viewOf(scope, document));
        if (Array.isArray(value)) return Payload.ofValue(value);
        throw new StateError(`Reference path "${text.replace('$$', '$')}" must point to array.`);
      }),
  };
}

export function parseField(text: string, location: string): JsonPath {
  return checked(location, 'Value is not a valid JSONPath', () => parsePath(text));
}

/** Throws `StateError` where the path leads nowhere. */
export function readField(path: JsonPath, view: View): Json {
  try {
    return readPath(path, view);
  } catch (error) {
    if (!(error instanceof PathNotFoundError)) throw error;
    throw new StateError(`Invalid path '${path.text}' : ${error.message}`);
  }
}

function checked<Result>(location: string, complaint: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
    throw new InvalidExpressionError(complaint, location, { cause: error });
  }
}
