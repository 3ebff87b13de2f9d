import type { Failure } from './types.ts';

/** Names that Step Functions itself gives to errors. */
export const errorNames = {
  all: 'States.ALL',
  dataLimitExceeded: 'States.DataLimitExceeded',
  heartbeatTimeout: 'States.HeartbeatTimeout',
  intrinsicFailure: 'States.IntrinsicFailure',
  noChoiceMatched: 'States.NoChoiceMatched',
  queryEvaluation: 'States.QueryEvaluationError',
  resultPathMatchFailure: 'States.ResultPathMatchFailure',
  runtime: 'States.Runtime',
  taskFailed: 'States.TaskFailed',
  timeout: 'States.Timeout',
} as const;

/**
 * An expression, or what it gave, was no good. Thrown by queries and caught in one place (`run-thread.ts`), which writes the
 * event `EvaluationFailed` and goes on as with any other failure of the state.
 */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  /** Field and place in it: `Output/items[0]`. Absent where the state's input is at fault. */
  readonly location: string | undefined;
  /** AWS hangs the event on the state's entry where a value was refused, and before it where an expression was. */
  readonly followsEntry: boolean;

  constructor(
    message: string,
    location: string | undefined,
    options: { followsEntry?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.location = location;
    this.followsEntry = options.followsEntry ?? false;
  }
}

/**
 * A state cannot be carried out: a path leads nowhere, a value is not what the field wants. Thrown by queries and states,
 * caught where `QueryError` is; AWS writes no event of its own for it.
 */
export class StateError extends Error {
  override readonly name = 'StateError';
  /** What retriers and catchers know it by. */
  readonly error: string;

  constructor(message: string, error: string = errorNames.runtime) {
    super(message);
    this.error = error;
  }
}

export function tooLarge(subject: string): Failure {
  return {
    error: errorNames.dataLimitExceeded,
    cause: `The state/task '${subject}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  };
}

/** `$states.errorOutput`. A timeout has an empty cause; a callback that failed without a word has two nulls. */
export function errorOutputOf(failure: Failure): { readonly Error: string | null; readonly Cause: string | null } {
  const missingCause = failure.error === undefined ? null : '';
  return { Error: failure.error ?? null, Cause: failure.cause ?? missingCause };
}

/** Whether `ErrorEquals` of a retrier or catcher names the failure. `States.Runtime` is never caught nor retried. */
export function matchesFailure(errorEquals: readonly string[], failure: Failure): boolean {
  if (failure.error === errorNames.runtime) return false;
  return errorEquals.some((name) => {
    if (name === errorNames.all || name === failure.error) return true;
    if (name === errorNames.taskFailed) return failure.error !== errorNames.timeout;
    return name === errorNames.heartbeatTimeout && failure.isHeartbeat === true;
  });
}
