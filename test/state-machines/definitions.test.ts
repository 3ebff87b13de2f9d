import { describe, expect, it } from 'vitest';
import { errorNames } from '../../lambdas/domain/errors.ts';
import { defaultPolicy } from '../../lambdas/domain/policy.ts';
import { heartbeatSeconds } from '../../lambdas/domain/rental-watch.ts';
import { acceptedTypes, startTypes } from '../../lambdas/domain/signals.ts';
import { type AslState, allTasks, flatten, readDefinitions } from './read-definitions.ts';

/** Names that Step Functions and Lambda themselves give to errors, as far as our retriers and catchers use them. */
const errorsOfAws = [
  'States.Timeout',
  'States.HeartbeatTimeout',
  'States.TaskFailed',
  'StepFunctions.ExecutionAlreadyExistsException',
  'Sfn.TaskTimedOutException',
  'Sfn.TaskDoesNotExistException',
];
const known: readonly string[] = [...errorsOfAws, ...errorNames];

describe('the state machines', () => {
  it.each(readDefinitions())('$name is written in JSONata', ({ QueryLanguage }) => {
    expect(QueryLanguage).toBe('JSONata');
  });

  it.each(allTasks())('%s: %s has a timeout or a heartbeat, so that nothing waits for ever', (_, __, state) => {
    expect(state.TimeoutSeconds ?? state.HeartbeatSeconds).toBeDefined();
  });

  it.each(allTasks())('%s: %s matches only errors that exist', (_, __, state) => {
    const matched = [...(state.Retry ?? []), ...(state.Catch ?? [])].flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(matched.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(allTasks())('%s: %s never retries a fenced run or an input that is wrong', (_, __, state) => {
    if (state.Resource?.startsWith('arn:aws:states:::lambda:invoke') !== true) return;
    expect(state.Retry?.[0]).toEqual({ ErrorEquals: ['Fenced', 'InvalidInput'], MaxAttempts: 0 });
  });

  it.each(allTasks())('%s: %s retries whatever is unexpected with jitter', (_, __, state) => {
    const last = state.Retry?.at(-1);
    expect(last?.ErrorEquals).toContain('States.TaskFailed');
    expect(last?.JitterStrategy).toBe('FULL');
  });

  it.each(allTasks().filter(([, , state]) => state.HeartbeatSeconds !== undefined))(
    '%s: %s takes a missing heartbeat for an answer, by whichever of its names',
    (_, __, state) => {
      const names = ['States.HeartbeatTimeout', 'States.Timeout'];
      expect(state.Catch?.map(({ ErrorEquals }) => ErrorEquals)).toContainEqual(names);
      // Before the retrier of the unexpected, which might match the one of them that AWS leaves undocumented.
      const retriers = state.Retry ?? [];
      const never = retriers.findIndex(
        ({ ErrorEquals, MaxAttempts }) => MaxAttempts === 0 && names.every((name) => ErrorEquals.includes(name)),
      );
      const unexpected = retriers.findIndex(({ ErrorEquals }) => ErrorEquals.includes('States.TaskFailed'));
      expect(never).toBeGreaterThanOrEqual(0);
      expect(never).toBeLessThan(unexpected);
    },
  );

  it('retries an outage of a provider on the exact backoff of the policy, without jitter', () => {
    const outages = allTasks().flatMap(([, , state]) =>
      (state.Retry ?? []).filter(({ ErrorEquals }) => ErrorEquals.includes('ProviderUnavailable')),
    );
    expect(outages.length).toBeGreaterThan(0);
    const { firstDelaySeconds, backoffRate, longestDelaySeconds, givenUpAfterSeconds } = defaultPolicy.outage;
    for (const retrier of outages) {
      expect(retrier.IntervalSeconds).toBe(firstDelaySeconds);
      expect(retrier.BackoffRate).toBe(backoffRate);
      expect(retrier.MaxDelaySeconds).toBe(longestDelaySeconds);
      expect(retrier.JitterStrategy).toBeUndefined();
      const lastRetrySeconds = sumOfDelays(retrier.MaxAttempts ?? 0);
      expect(lastRetrySeconds).toBeLessThanOrEqual(givenUpAfterSeconds);
      expect(lastRetrySeconds + longestDelaySeconds).toBeGreaterThan(givenUpAfterSeconds);
    }
    function sumOfDelays(retries: number): number {
      let sum = 0;
      for (let n = 0; n < retries; n += 1) {
        sum += Math.min(firstDelaySeconds * backoffRate ** n, longestDelaySeconds);
      }
      return sum;
    }
  });

  it.each([
    ['leg-assessment', 'ReadTravelTime'],
    ['leg-assessment', 'AskVehicle'],
    ['vehicle-check', 'AskVehicle'],
  ])('%s: %s begins no call too late, fail or hang, and then goes on without', (machine, state) => {
    const [, , read] = allTasks().find(([one, name]) => one === machine && name === state) ?? [];
    expect(longestSeconds(read)).toBeLessThanOrEqual(defaultPolicy.outage.readsGivenUpAfterSeconds);
    expect(read?.Catch?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.TaskFailed', 'States.Timeout']]);
  });

  it.each([
    ['leg-assessment', 5],
    ['vehicle-check', 5],
  ])('%s ends within the five minutes of an Express execution, whatever hangs', (name, count) => {
    const tasks = allTasks().filter(([machine]) => machine === name);
    expect(tasks.length).toBe(count);
    let sum = 0;
    for (const [, , task] of tasks) sum += longestSeconds(task) + Number(task.TimeoutSeconds);
    expect(sum).toBeLessThan(300);
  });

  it.each(['booking', 'deposit', 'trip-leg', 'subscription', 'rental-watch'] as const)(
    '%s waits for its start event alone at first, then for every type',
    (name) => {
      const definition = readDefinitions().find((one) => one.name === name);
      const load = JSON.stringify(definition?.States.Load);
      const awaiting = JSON.stringify(definition?.States.Await);
      const asList = (types: readonly string[]): string => types.map((type) => `'${type}'`).join(', ');
      expect(load).toContain(`[${asList(startTypes[name])}]`);
      expect(awaiting).toContain(`[${asList(acceptedTypes[name])}]`);
    },
  );

  it('rental-watch waits for a rental of ninety days in one wait, and hands over before its execution is too old', () => {
    const load = readDefinitions().find(({ name }) => name === 'rental-watch')?.States.Load;
    expect(load?.Assign?.heartbeatSeconds).toBe(heartbeatSeconds(defaultPolicy));
    const [, waitMs] = /StartTime\) \+ (\d+)\)/.exec(String(load?.Assign?.waitUntil)) ?? [];
    const dayMs = 24 * 60 * 60 * 1_000;
    expect(Number(waitMs)).toBeGreaterThan(90 * dayMs);
    // Step Functions ends an execution that is a year old.
    expect(Number(waitMs)).toBeLessThan(365 * dayMs);
  });

  it.each(readDefinitions().flatMap(({ name, ...flow }) => flatten([flow]).map((one) => ({ name, ...one }))))(
    '$name reaches every state that it has from $StartAt on',
    (definition) => {
      const reached = new Set<string>();
      const visit = (stateName: string | undefined): void => {
        if (stateName === undefined || reached.has(stateName)) return;
        const state = definition.States[stateName];
        expect(state, `state ${stateName}`).toBeDefined();
        reached.add(stateName);
        visit(state?.Next);
        visit(state?.Default);
        for (const choice of state?.Choices ?? []) visit(choice.Next);
        for (const catcher of state?.Catch ?? []) visit(catcher.Next);
      };
      visit(definition.StartAt);
      expect(Object.keys(definition.States).filter((stateName) => !reached.has(stateName))).toEqual([]);
    },
  );
});

/** From the first call of a task to the last one, if each hangs until its timeout and jitter is at its longest. */
function longestSeconds(task: AslState | undefined): number {
  let sum = 0;
  for (const retrier of task?.Retry ?? []) {
    const {
      IntervalSeconds = 1,
      BackoffRate = 2,
      MaxAttempts = 3,
      MaxDelaySeconds = Number.POSITIVE_INFINITY,
    } = retrier;
    for (let n = 0; n < MaxAttempts; n += 1) {
      sum += Math.min(IntervalSeconds * BackoffRate ** n, MaxDelaySeconds) + Number(task?.TimeoutSeconds);
    }
  }
  return sum;
}
