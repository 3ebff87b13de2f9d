import { describe, expect, test } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { parseConfiguration } from '../../infra/configuration.ts';

const common = {
  bookingsApiUrl: 'https://bookings.example.com',
  vehiclesApiUrl: 'https://vehicles.example.com',
  depot: { lat: 52.5, lng: 13.4 },
  emailFromAddress: 'rentals@example.com',
};

describe('configuration', () => {
  test.each(['development', 'staging', 'production'])('of cdk.json is valid for %s', (stage) => {
    expect(parseConfiguration(stage, cdkJson.context.legwork)).toMatchObject({ stage, prefix: `legwork-${stage}` });
  });

  test('has a default for all that need not be set', () => {
    expect(parseConfiguration('development', { common })).toEqual({
      ...common,
      stage: 'development',
      prefix: 'legwork-development',
      isProtected: false,
      policy: {},
      paymentsApiUrl: 'https://api.stripe.com',
      logRetentionDays: 30,
      concurrency: {},
      routerConcurrency: 10,
      deployment: { type: 'ALL_AT_ONCE' },
      alarmEmailAddresses: [],
      runbooksUrl: 'docs/runbooks',
      sweepEveryMinutes: 15,
      tracing: false,
    });
  });

  test('lays the settings of the stage over the common ones', () => {
    const configuration = parseConfiguration('staging', {
      common: { ...common, logRetentionDays: 7 },
      staging: { logRetentionDays: 90 },
      production: { logRetentionDays: 365 },
    });
    expect(configuration.logRetentionDays).toBe(90);
  });

  test('protects production, and nothing else', () => {
    const isProtected = (stage: string) => parseConfiguration(stage, { common }).isProtected;
    expect(['development', 'staging', 'production'].map(isProtected)).toEqual([false, false, true]);
  });

  test('hands on overrides of the policy as they are, for the Lambdas to judge', () => {
    const policy = { deposit: { chargeBeforeStartHours: 48 } };
    expect(parseConfiguration('development', { common: { ...common, policy } }).policy).toEqual(policy);
  });

  test.each([
    ['a stage that does not exist', 'test', { common }, /stage: .*development/],
    ['no stage', undefined, { common }, /stage: /],
    [
      'a setting that does not exist',
      'staging',
      { common, staging: { colour: 'red' } },
      /legwork\.staging\.colour: there is no such setting/,
    ],
    [
      'settings of a stage that does not exist',
      'staging',
      { common, test: {} },
      /legwork\.test: there is no such setting/,
    ],
    [
      'no sender',
      'staging',
      { common: { bookingsApiUrl: common.bookingsApiUrl } },
      /legwork\.staging\.emailFromAddress: /,
    ],
    ['a URL that is none', 'staging', { common: { ...common, paymentsApiUrl: 'stripe' } }, /paymentsApiUrl: /],
    [
      'an address of the vehicles that state machines cannot call',
      'staging',
      { common: { ...common, vehiclesApiUrl: 'http://vehicles.example.com' } },
      /vehiclesApiUrl: must begin with https:\/\//,
    ],
    [
      'a base URL that ends with a slash',
      'staging',
      { common: { ...common, bookingsApiUrl: 'https://b.example/' } },
      /bookingsApiUrl: must not end with a slash/,
    ],
    [
      'a retention that CloudWatch does not know',
      'staging',
      { common: { ...common, logRetentionDays: 31 } },
      /logRetentionDays: is not a retention/,
    ],
    [
      'a concurrency of 0, which would switch a function off',
      'staging',
      { common: { ...common, concurrency: { 'load-run': 0 } } },
      /concurrency\.load-run: /,
    ],
    [
      'less concurrency of the router than AWS takes',
      'staging',
      { common: { ...common, routerConcurrency: 1 } },
      /routerConcurrency: /,
    ],
    [
      'a way of deploying that there is not',
      'staging',
      { common: { ...common, deployment: { type: 'BLUE_GREEN' } } },
      /staging\.deployment\.type: /,
    ],
    [
      'a gradual deployment without its steps',
      'staging',
      { common: { ...common, deployment: { type: 'CANARY' } } },
      /deployment\.percentage: .*deployment\.intervalMinutes: /s,
    ],
    [
      'steps of a deployment that has none',
      'staging',
      { common: { ...common, deployment: { type: 'ALL_AT_ONCE', percentage: 10 } } },
      /deployment\.percentage: there is no such setting/,
    ],
    [
      'a linear deployment of more minutes than CloudFormation takes',
      'staging',
      { common: { ...common, deployment: { type: 'LINEAR', percentage: 1, intervalMinutes: 22 } } },
      /staging\.deployment: takes longer than 2100 minutes/,
    ],
    [
      'an identity of another domain than the sender’s',
      'staging',
      { common: { ...common, emailIdentityDomain: 'other.example' } },
      /other\.example is not the domain of emailFromAddress, example\.com/,
    ],
  ])('refuses %s and names it', (_, stage, legwork, message) => {
    expect(() => parseConfiguration(stage, legwork)).toThrow(message);
  });

  test('names every mistake at once', () => {
    const settings = { ...common, tracing: 'yes', colour: 'red', size: 'L' };
    expect(() => parseConfiguration('staging', { common: settings })).toThrow(/tracing.*colour.*size/s);
  });
});
