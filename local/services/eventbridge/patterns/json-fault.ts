import { createJsonTokens, PatternError } from './json-tokens.ts';

/** Why a text is not JSON, in the words of AWS's parser and without the place; `undefined` for one that is. */
export function jsonFault(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return reasonOf(text) ?? (error as SyntaxError).message;
  }
}

/** Reads until the reader takes exception. It takes none to a text that goes on after its end. */
function reasonOf(text: string): string | undefined {
  const tokens = createJsonTokens(text);
  try {
    for (let read = 0; read <= text.length; read += 1) tokens.next();
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return error.message.slice(0, -tokens.location().length);
  }
  return undefined;
}
