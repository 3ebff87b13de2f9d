import type { FunctionFailure } from './protocol.ts';

/** An error of Lambda's own runtime client, for example a bundle that cannot be loaded. */
export class RuntimeClientError extends Error {
  constructor(name: `Runtime.${string}`, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** What Lambda's Node.js runtime makes of a thrown value: an error's own name, or the type of what is no error. */
export function toFailure(thrown: unknown): FunctionFailure {
  if (isErrorLike(thrown)) {
    return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack.split('\n') };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** Errors of other realms and bundled classes are told by their shape. */
function isErrorLike(thrown: unknown): thrown is Error & { stack: string } {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const { name, message, stack } = thrown as Partial<Error>;
  return typeof name === 'string' && typeof message === 'string' && typeof stack === 'string';
}
