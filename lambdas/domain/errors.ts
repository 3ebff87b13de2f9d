/**
 * The errors that Legwork's own code throws: a closed set. State machines match them by name, so every name is a literal
 * (bundling may rename constructors) and `errorNames` lists them for the tests that read the state machines.
 *
 * Messages carry ids and field names, never personal data: they end up in histories and logs. Whatever is thrown and is
 * not of this set is unexpected, and repeated by the generic retrier.
 */

/** What all of them share. Never thrown itself. */
export abstract class LegworkError extends Error {
  abstract override readonly name: ErrorName;
  /** The same as `name`, for code that reads errors as data. */
  abstract readonly code: ErrorName;
  /** Whether the same call can succeed later without anybody doing anything. */
  abstract readonly retryable: boolean;
}

export const errorNames = [
  'InvalidInput',
  'Fenced',
  'ActivityInProgress',
  'ProviderUnavailable',
  'StorageConflict',
] as const;
export type ErrorName = (typeof errorNames)[number];

/** The caller sent something that no retry makes right; the message names the field, not its value. */
export class InvalidInput extends LegworkError {
  override readonly name = 'InvalidInput';
  readonly code = 'InvalidInput';
  readonly retryable = false;
  readonly field: string;

  /** @param field path of the field, for example `workflow.id`; @param problem what is wrong with it, without its value */
  constructor(field: string, problem: string, options?: ErrorOptions) {
    super(`${field}: ${problem}`, options);
    this.field = field;
  }
}

/** The caller belongs to a run that has been replaced or closed. It must end without doing anything more. */
export class Fenced extends LegworkError {
  override readonly name = 'Fenced';
  readonly code = 'Fenced';
  readonly retryable = false;
}

/** Somebody else holds the lease of this activity and may still be at work. */
export class ActivityInProgress extends LegworkError {
  override readonly name = 'ActivityInProgress';
  readonly code = 'ActivityInProgress';
  readonly retryable = true;
}

/** A system outside Legwork did not answer, or with an error of its own: the outage policy's retries apply. */
export class ProviderUnavailable extends LegworkError {
  override readonly name = 'ProviderUnavailable';
  readonly code = 'ProviderUnavailable';
  readonly retryable = true;
  readonly provider: Provider;

  constructor(provider: Provider, problem: string, options?: ErrorOptions) {
    super(`${provider}: ${problem}`, options);
    this.provider = provider;
  }
}

export type Provider = 'payments' | 'notifications' | 'bookings' | 'routes';

/** An optimistic write lost against another one: read again and repeat. */
export class StorageConflict extends LegworkError {
  override readonly name = 'StorageConflict';
  readonly code = 'StorageConflict';
  readonly retryable = true;
}
