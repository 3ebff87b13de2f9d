import type { JsonObject } from '../asl.ts';
import type { Payload } from '../payload.ts';
import type { Variables } from '../types.ts';

/**
 * The seam between the states and the languages that their fields are written in. A language compiles fields to queries
 * (`dialect.ts`); states evaluate queries and know nothing of the language.
 */

export type MaybePromise<T> = T | Promise<T>;

/** What a query sees. All of it is fixed for the visit of the state, so that a query gives the same whenever it is asked. */
export interface QueryScope {
  readonly input: Payload;
  context(): JsonObject;
  /** All that are visible, as at the state's entry. */
  readonly variables: Variables;
  readonly result?: Payload | undefined;
  readonly errorOutput?: JsonObject | undefined;
  readonly nowMs: number;
  /** Uniform in [0, 1), from the execution's seed. */
  readonly random: () => number;
}

export interface Query {
  /** What it gives whatever the scope, where that is known: no scope has to be made then. */
  readonly constant?: Payload;
  /** Throws `QueryError`. Answers at once where nothing has to be computed. */
  evaluate(scope: QueryScope): MaybePromise<Payload>;
}

export type ExpectedType = 'array' | 'boolean' | 'number' | 'object' | 'string';

/** A field is no good. `location`: the field, and the place in it. */
export class InvalidExpressionError extends Error {
  override readonly name = 'InvalidExpressionError';
  readonly location: string;

  constructor(message: string, location: string, options?: { cause: unknown }) {
    super(message, options);
    this.location = location;
  }
}

/** Calls `step` until it says `false`: without a pause as long as it answers at once. */
export function repeatWhile(step: () => MaybePromise<boolean>): MaybePromise<void> {
  for (;;) {
    const goesOn = step();
    if (goesOn instanceof Promise) return repeatLater(step, goesOn);
    if (!goesOn) return undefined;
  }
}

async function repeatLater(step: () => MaybePromise<boolean>, pending: Promise<boolean>): Promise<void> {
  let goesOn = await pending;
  while (goesOn) goesOn = await step();
}

/** `use(value)` now if it is there now, when it is there otherwise: what is synchronous stays so. */
export function whenReady<T, U>(value: MaybePromise<T>, use: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(use) : use(value);
}
