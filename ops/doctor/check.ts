/** One look at an account: what it asks, and how its answer is told. */
import type { Connection } from '../support/connection.ts';
import { isDenied, isUnknownOperation } from '../support/failures.ts';
import type { Surroundings } from '../support/surroundings.ts';

export interface Finding {
  readonly kind: 'ok' | 'problem' | 'not checked';
  readonly about: string;
  readonly text: string;
}

export interface Check {
  readonly about: string;
  /** IAM actions that it calls. */
  readonly needs: readonly string[];
  run(connection: Connection, surroundings: Surroundings): Promise<readonly Finding[]>;
}

export const ok = (about: string, text: string): Finding => ({ kind: 'ok', about, text });
export const problem = (about: string, text: string): Finding => ({ kind: 'problem', about, text });
export const notChecked = (about: string, text: string): Finding => ({ kind: 'not checked', about, text });

/** A check that may not ask, or that nobody answers, is told as such: everything else is an error of the command. */
export async function runCheck(
  check: Check,
  connection: Connection,
  surroundings: Surroundings,
): Promise<readonly Finding[]> {
  try {
    return await check.run(connection, surroundings);
  } catch (error) {
    if (isDenied(error)) return [notChecked(check.about, `you may not: it needs ${check.needs.join(', ')}`)];
    if (isUnknownOperation(error))
      return [notChecked(check.about, 'whoever answers here does not have this operation; AWS does')];
    throw error;
  }
}
