import type { JsonObject } from './asl.ts';
import { tooLarge } from './failure.ts';
import { exceedsPayloadLimit } from './limits.ts';
import type { State } from './machine.ts';
import type { Payload } from './payload.ts';
import { type MaybePromise, type Query, type QueryScope, whenReady } from './query-language/query.ts';
import type { Run } from './run.ts';
import { failed, type Step } from './step.ts';
import { noVariables, type Thread } from './thread.ts';

/** How a state is left: by its own fields, by those of a choice rule, or by those of a catcher. */
interface Exit {
  readonly next: string | null;
  /** What the result is turned into before `output` and `assign` see it; only JSONPath has such a step. */
  readonly select?: Query;
  readonly output?: Query;
  readonly assign?: Query;
}

/**
 * Leaves the state: evaluates `Output` and `Assign`, both of which see the variables as they were when the state was
 * entered, and only then assigns. Without them the state gives `fallback`.
 */
export function exitState(
  run: Run,
  thread: Thread,
  state: State,
  exit: Exit,
  fallback: Payload,
  scope: QueryScope,
): MaybePromise<Step> {
  const { select, output, assign, next } = exit;
  return whenReady(select === undefined ? fallback : select.evaluate(scope), (result) => {
    const seen = select === undefined ? scope : { ...scope, result };
    return whenReady(output === undefined ? result : output.evaluate(seen), (given) =>
      whenReady(assign?.evaluate(seen), (assigned) => leave(run, thread, state, next, given, assigned)),
    );
  });
}

function leave(
  run: Run,
  thread: Thread,
  state: State,
  next: string | null,
  output: Payload,
  assigned: Payload | undefined,
): Step {
  if (exceedsPayloadLimit(output.text)) return failed(tooLarge(state.name));
  const details: Record<string, unknown> = { name: state.name, output: output.text };
  if (assigned !== undefined) {
    if (exceedsPayloadLimit(assigned.text)) return failed(tooLarge(state.name));
    const values = assigned.value as JsonObject;
    const entries = Object.entries(values);
    if (entries.length > 0) {
      details.assignedVariables = Object.fromEntries(entries.map(([name, value]) => [name, JSON.stringify(value)]));
      thread.variables = thread.variables === noVariables ? values : { ...thread.variables, ...values };
    }
  }
  run.recordIn(thread, `${state.type}StateExited`, details);
  return { kind: 'exited', output, next };
}
