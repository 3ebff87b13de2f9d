import type { Execution } from './execution.ts';

/**
 * The order of its start, and what differs in its ARN. Keys that come in their order are added at the end of the journal's
 * index; names are random, and each would have another page of it written.
 */
export function keyOf(number: number, { type, snapshot: { execution } }: Execution): string {
  const { executionArn, stateMachineName, name } = execution;
  const order = orderOf(number);
  // The ARN of a Standard execution is not looked into: it has not been put together yet.
  return type === 'EXPRESS' ? `${order}${executionArn}` : `${order}${stateMachineName}:${name}`;
}

const numberLength = 8;

/** Of many executions in a row all digits but the last two are the same. */
const lastDigits = Array.from({ length: 36 ** 2 }, (_, number) => number.toString(36).padStart(2, '0'));
let recent = { high: -1, digits: '' };

function orderOf(number: number): string {
  const high = Math.floor(number / lastDigits.length);
  if (high !== recent.high) recent = { high, digits: high.toString(36).padStart(numberLength - 2, '0') };
  return recent.digits + lastDigits[number % lastDigits.length]!;
}

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
