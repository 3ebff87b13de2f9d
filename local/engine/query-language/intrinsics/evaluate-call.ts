import type { Json } from '../../asl.ts';
import { errorNames, StateError } from '../../failure.ts';
import { PathNotFoundError, readPath } from '../json-path/read-path.ts';
import type { View } from '../json-path/view.ts';
import { IntrinsicError } from './intrinsic.ts';
import type { CallArgument, IntrinsicCall } from './parse-call.ts';

/** Throws `StateError`, naming the innermost call that fails. */
export function evaluateCall(call: IntrinsicCall, view: View): Json {
  const values = call.arguments.map((argument) => argumentValue(argument, call, view));
  const literalText = (position: number): string | undefined => {
    const argument = call.arguments[position];
    return argument?.kind === 'literal' ? argument.source : undefined;
  };
  try {
    return call.intrinsic(values, { random: view.random, literalText });
  } catch (error) {
    if (error instanceof IntrinsicError) throw failure(call, error.message, errorNames.intrinsicFailure);
    throw error;
  }
}

function argumentValue(argument: CallArgument, call: IntrinsicCall, view: View): Json {
  if (argument.kind === 'literal') return argument.value;
  if (argument.kind === 'call') return evaluateCall(argument.call, view);
  const { path } = argument;
  try {
    return readPath(path, view);
  } catch (error) {
    if (!(error instanceof PathNotFoundError)) throw error;
    const reason = `The JSONPath argument for the field '${path.text}' could not be found in the input '${view.shownDocument()}'`;
    throw failure(call, reason, errorNames.runtime);
  }
}

function failure(call: IntrinsicCall, reason: string, name: string): StateError {
  return new StateError(`The function '${call.text}' had the following error: ${reason}`, name);
}
