import { describe, expect, it } from 'vitest';
import { errorNames } from '../../lambdas/domain/errors.ts';
import { defaultPolicy } from '../../lambdas/domain/policy.ts';
import { heartbeatSeconds } from '../../lambdas/domain/rental-watch.ts';
import { acceptedTypes, startTypes } from '../../lambdas/domain/signals.ts';
import { type AslRetrier, type AslState, allTasks, readDefinitions } from './read-definitions.ts';

/** Names that Step Functions and Lambda themselves give to errors, as far as our retriers and catchers use them. */
const errorsOfAws = [
  'States.Timeout',
  'States.HeartbeatTimeout',
  'States.TaskFailed',
  'StepFunctions.ExecutionAlreadyExistsException',
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

  it.each(allTasks().filter(([, , state]) => isRead(state)))(
    '%s: %s begins no read later than the policy says, whether calls fail or hang',
    (_, __, { Retry = [], TimeoutSeconds, Catch = [] }) => {
      const retrier = Retry.find(({ ErrorEquals }) => ErrorEquals.includes('States.Timeout'));
      const hangSeconds = Number(TimeoutSeconds) * (retrier?.MaxAttempts ?? 0);
      expect(longestDelaysSeconds(retrier) + hangSeconds).toBeLessThanOrEqual(
        defaultPolicy.outage.readsGivenUpAfterSeconds,
      );
      expect(Catch.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.TaskFailed', 'States.Timeout']]);
    },
  );

  it('vehicle-check ends within the five minutes of an Express execution, whatever fails or hangs', () => {
    const check = readDefinitions().find(({ name }) => name === 'vehicle-check');
    const longestSeconds = Object.values(check?.States ?? {})
      .filter(({ Type }) => Type === 'Task')
      .map(({ TimeoutSeconds, Retry }) => {
        const retrier = Retry?.at(-1);
        return longestDelaysSeconds(retrier) + Number(TimeoutSeconds) * ((retrier?.MaxAttempts ?? 0) + 1);
      });
    expect(longestSeconds).toHaveLength(2);
    expect(longestSeconds.reduce((sum, seconds) => sum + seconds)).toBeLessThan(5 * 60);
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

  it.each(['booking', 'deposit', 'subscription', 'rental-watch'] as const)(
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

/** Its answer is worth nothing a little later: where there is none, the machine goes on without. */
function isRead({ Arguments, Catch = [] }: AslState): boolean {
  return /^\$\{(Read|Check)/.test(Arguments?.FunctionName ?? '') && Catch.length > 0;
}

/** All delays of a retrier, without their jitter. */
function longestDelaysSeconds(retrier: AslRetrier | undefined): number {
  const {
    IntervalSeconds = 1,
    BackoffRate = 2,
    MaxDelaySeconds = Number.POSITIVE_INFINITY,
    MaxAttempts = 3,
  } = retrier ?? {};
  let sum = 0;
  for (let n = 0; n < MaxAttempts; n += 1) sum += Math.min(IntervalSeconds * BackoffRate ** n, MaxDelaySeconds);
  return sum;
}
