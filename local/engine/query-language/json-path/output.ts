import { errorNames, StateError } from '../../failure.ts';
import { Payload } from '../../payload.ts';
import { InvalidExpressionError, type Query, type QueryScope } from '../query.ts';
import { parseField, readField } from './fields.ts';
import { viewOf } from './view.ts';
import { isReferencePath, writePath } from './write-path.ts';

interface OutputFields {
  readonly ResultPath?: string | null | undefined;
  readonly OutputPath?: string | null | undefined;
}

type Place = (scope: QueryScope) => Payload;

const nothing = Payload.ofText('{}');

/** `ResultPath`, which puts the result into the state's input, and then `OutputPath`; absent if both change nothing. */
export function outputQuery({ ResultPath, OutputPath }: OutputFields, prefix = ''): Query | undefined {
  const place = placing(ResultPath, `${prefix}ResultPath`);
  if (OutputPath === null) return { evaluate: () => nothing };
  if (OutputPath === undefined || OutputPath === '$') return place === undefined ? undefined : { evaluate: place };
  const path = parseField(OutputPath, `${prefix}OutputPath`);
  return {
    evaluate: (scope) => Payload.ofValue(readField(path, viewOf(scope, (place ?? resultOf)(scope)))),
  };
}

function resultOf({ result, input }: QueryScope): Payload {
  return result ?? input;
}

function placing(text: string | null | undefined, location: string): Place | undefined {
  if (text === undefined || text === '$') return undefined;
  if (text === null) return ({ input }) => input;
  const path = parseField(text, location);
  if (!isReferencePath(path)) throw new InvalidExpressionError('Value is not a Reference Path', location);
  return (scope) => {
    const written = writePath(path.steps, scope.input.value, resultOf(scope).value);
    if (written !== undefined) return Payload.ofValue(written);
    throw new StateError(
      `Unable to apply the ResultPath '${text}' to the input '${scope.input.text}'`,
      errorNames.resultPathMatchFailure,
    );
  };
}
