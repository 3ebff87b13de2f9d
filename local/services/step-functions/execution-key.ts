import type { ExecutionIdentity } from '../../engine/types.ts';

/**
 * The order of its start, and what differs in its ARN. Keys that come in their order are added at the end of the journal's
 * index; names are random, and each would have another page of it written.
 */
export function keyOf(number: number, execution: ExecutionIdentity): string {
  return `${number.toString(36).padStart(numberLength, '0')}${nameOf(execution.executionArn)}`;
}

const numberLength = 8;

/** The same as `nameOf` gives for the execution of the key. */
export function nameIn(key: string): string {
  return key.slice(numberLength);
}

/** What differs in the ARNs of executions. */
export function nameOf(executionArn: string): string {
  const at = executionArn.indexOf(infix);
  return at === -1 ? executionArn : executionArn.slice(at + infix.length);
}

const infix = ':execution:';
