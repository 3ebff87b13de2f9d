import { exitState } from '../exit-state.ts';
import { errorNames } from '../failure.ts';
import type { ChoiceState } from '../machine.ts';
import { scopeOf } from '../query-scope.ts';
import type { Run } from '../run.ts';
import { failed, type Step } from '../step.ts';
import { currentFrame, type Thread } from '../thread.ts';

/** The first rule that holds decides, with its own `Assign` and `Output`; those of the state go with `Default`. */
export async function startChoice(run: Run, thread: Thread, state: ChoiceState): Promise<Step> {
  const scope = scopeOf(run, thread, state);
  for (const rule of state.rules) {
    const condition = await rule.condition.evaluate(scope);
    if (condition.value === true) return exitState(run, thread, state, rule, thread.input);
  }
  if (state.next !== null) return exitState(run, thread, state, state, thread.input);
  return failed({
    error: errorNames.noChoiceMatched,
    cause:
      `An error occurred while executing the state '${state.name}' (entered at the event id ` +
      `#${currentFrame(thread).enteredEventId}). Failed to transition out of the state. The state does not point to a next state.`,
  });
}
