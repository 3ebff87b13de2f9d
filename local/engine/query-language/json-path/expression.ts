import type { Json } from '../../asl.ts';
import { StateError } from '../../failure.ts';
import { evaluateCall } from '../intrinsics/evaluate-call.ts';
import { isCall, parseCall } from '../intrinsics/parse-call.ts';
import { parsePath } from './parse-path.ts';
import { PathNotFoundError, readPath } from './read-path.ts';
import type { View } from './view.ts';

/** What a field of a template or a Fail state gives: throws `StateError`. */
export type Expression = (view: View) => Json;

/** A path or a call of a function, for the field that messages name. Throws `PathSyntaxError`. */
export function compileExpression(text: string, field: string): Expression {
  if (isCall(text)) {
    const call = parseCall(text);
    return (view) => evaluateCall(call, view);
  }
  const path = parsePath(text);
  return (view) => {
    try {
      return readPath(path, view);
    } catch (error) {
      if (!(error instanceof PathNotFoundError)) throw error;
      throw new StateError(
        `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${view.shownDocument()}'`,
      );
    }
  };
}
