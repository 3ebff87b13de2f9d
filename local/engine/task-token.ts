import type { BranchPath } from './types.ts';

/**
 * A task token names the execution and the branch that wait for it, so that nobody has to keep a table of tokens; a random
 * part makes it new for every attempt and hard to guess.
 */
interface TokenTarget {
  readonly executionArn: string;
  readonly path: BranchPath;
}

export function writeTaskToken({ executionArn, path }: TokenTarget, nonce: string): string {
  return Buffer.from(JSON.stringify([executionArn, path, nonce])).toString('base64url');
}

/** Absent for text that no `writeTaskToken` has made. */
export function readTaskToken(token: string): TokenTarget | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!Array.isArray(parts) || parts.length !== 3) return undefined;
  const [executionArn, path, nonce] = parts as unknown[];
  if (typeof executionArn !== 'string' || typeof nonce !== 'string' || !Array.isArray(path)) return undefined;
  return path.every(Number.isInteger) ? { executionArn, path: path as number[] } : undefined;
}
