import type { Choice } from './explore.ts';
import type { Budget, Execution, Scenario } from './scenario.ts';

interface RunFaults {
  readonly redrive: (execution: Execution) => Promise<void>;
  readonly timeOut: (execution: Execution) => Promise<void>;
  readonly fail: (execution: Execution) => Promise<void>;
}

/** What Step Functions, or somebody at its console, may do to the runs as they are now. */
export function runChoices(
  executions: Iterable<Execution>,
  scenario: Scenario,
  left: Budget,
  { redrive, timeOut, fail }: RunFaults,
): readonly Choice[] {
  const choices: Choice[] = [];
  const add = (label: string, take: () => Promise<void>) => choices.push({ label: () => label, isFault: true, take });
  for (const execution of executions) {
    const { run, token, status, at } = execution;
    if (status === 'failed' && scenario.redrives !== undefined) add(`run ${run} is redriven`, () => redrive(execution));
    if (status !== 'running' || at !== 'await') continue;
    if (left.timeouts > 0) add(`wait ${token} times out`, () => timeOut(execution));
    if (left.redrives > 0) add(`run ${run} fails, its retries spent`, () => fail(execution));
  }
  return choices;
}
