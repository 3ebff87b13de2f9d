import { describe, expect, it } from 'vitest';
import { errorNames } from '../../lambdas/domain/errors.ts';
import { defaultPolicy } from '../../lambdas/domain/policy.ts';
import { acceptedTypes, startTypes } from '../../lambdas/domain/signals.ts';
import { allTasks, readDefinitions } from './read-definitions.ts';

/** Names that Step Functions and Lambda themselves give to errors, as far as our retriers and catchers use them. */
const errorsOfAws = ['States.Timeout', 'States.TaskFailed', 'StepFunctions.ExecutionAlreadyExistsException'];
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

  it.each(['booking', 'deposit', 'subscription'] as const)(
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

  it.each(readDefinitions())('$name reaches every state that it has', (definition) => {
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
  });
});
