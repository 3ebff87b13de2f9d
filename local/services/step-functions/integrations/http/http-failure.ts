import { errorNames } from '../../../../engine/failure.ts';
import { TaskFailureError } from '../integration.ts';

/** The task says something that no call can be made of, or got an answer that no result can be made of. */
export function invalidCall(cause: string): TaskFailureError {
  return new TaskFailureError({ error: errorNames.runtime, cause });
}

/** There is no answer: nobody listens, the connection broke, or it took too long. */
export function socketFailure(cause: string): TaskFailureError {
  return new TaskFailureError({ error: 'States.Http.Socket', cause });
}
