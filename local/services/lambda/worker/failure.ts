import { copyMark } from './load-handler.ts';
import type { FunctionFailure } from './protocol.ts';

/** What Lambda's Node.js runtime makes of a thrown value: an error's own name, or the type of what is no error. */
export function toFailure(thrown: unknown): FunctionFailure {
  if (isErrorLike(thrown)) {
    return { errorType: thrown.name, errorMessage: thrown.message, trace: traceOf(thrown.stack) };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** Errors of other realms and bundled classes are told by their shape. */
function isErrorLike(thrown: unknown): thrown is Error & { stack: string } {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const { name, message, stack } = thrown as Partial<Error>;
  return typeof name === 'string' && typeof message === 'string' && typeof stack === 'string';
}

/** Where the worker's own code lies: somewhere else at each start. */
const ownFolder = new URL('..', import.meta.url).href;
/** Where it lies on AWS. */
const runtimeFolder = 'file:///var/runtime/';

/** The lines of a stack, the same at every start and in every environment. */
function traceOf(stack: string): string[] {
  return stack.replaceAll(ownFolder, runtimeFolder).replaceAll(copyMark, '').split('\n');
}
