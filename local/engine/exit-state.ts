import type { JsonObject } from './asl.ts';
import { tooLarge } from './failure.ts';
import { exceedsPayloadLimit } from './limits.ts';
import type { State } from './machine.ts';
import type { Payload } from './payload.ts';
import { type MaybePromise, type Query, whenReady } from './query-language/query.ts';
import { type ScopeExtras, scopeOf } from './query-scope.ts';
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
 * entered, and only then assigns. Without them the state gives `fallback`. `extras`: what they see beside the input.
 */
export function exitState(
  run: Run,
  thread: Thread,
  state: State,
  exit: Exit,
  fallback: Payload,
  extras?: ScopeExtras,
): MaybePromise<Step> {
  const { select, output, assign, next } = exit;
  if (select === undefined && output === undefined && assign === undefined) {
    return leave(run, thread, state, next, fallback, undefined);
  }
  const scope = scopeOf(run, thread, state, extras);
  return whenReady(select === undefined ? fallback : select.evaluate(scope), (result) => {
    const seen = select === undefined ? scope : scopeOf(run, thread, state, { ...extras, result });
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
  if (assigned !== undefined && exceedsPayloadLimit(assigned.text)) return failed(tooLarge(state.name));
  const values = assigned === undefined ? {} : (assigned.value as JsonObject);
  const assignedVariables = Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)] as const);
  if (assignedVariables.length === 0) {
    thread.lastEventId = run.recordShaped(state.exited, thread.lastEventId, output.text);
  } else {
    const { type, name } = state.exited;
    const details = { name, output: output.text, assignedVariables: Object.fromEntries(assignedVariables) };
    run.recordIn(thread, type, details);
    thread.variables = thread.variables === noVariables ? values : { ...thread.variables, ...values };
  }
  return { kind: 'exited', output, next };
}
