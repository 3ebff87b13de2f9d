import type { FailState } from '../machine.ts';
import { type MaybePromise, whenReady } from '../query-language/query.ts';
import { scopeOf } from '../query-scope.ts';
import type { Run } from '../run.ts';
import { failed, type Step } from '../step.ts';
import type { Thread } from '../thread.ts';

export function startFail(run: Run, thread: Thread, state: FailState): MaybePromise<Step> {
  const scope = scopeOf(run, thread, state);
  return whenReady(state.error?.evaluate(scope), (error) =>
    whenReady(state.cause?.evaluate(scope), (cause) =>
      failed({
        ...(error === undefined ? {} : { error: error.value as string }),
        ...(cause === undefined ? {} : { cause: cause.value as string }),
      }),
    ),
  );
}
