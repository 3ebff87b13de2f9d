import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { toPascalCase } from '../../../infra/constructs/definition.ts';
import { longestActivitySeconds } from '../../../lambdas/signals/protocol/limits.ts';
import { fakeBundles, HANDLERS, synthesize } from '../synthesize.ts';
import { resourcesOf } from '../template.ts';

let development: Template;
let production: Template;

beforeAll(() => {
  development = synthesize();
  production = synthesize({ stage: 'production' });
});

describe('functions', () => {
  test('there is one for each handler', () => {
    const names = resourcesOf(development, 'AWS::Lambda::Function').map(
      ([, { Properties }]) => Properties.FunctionName,
    );
    expect(names.sort()).toEqual(HANDLERS.map((name) => `legwork-development-${name}`));
  });

  test('run on Node 24 and arm64, log as JSON, and know where their sources are', () => {
    development.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      LoggingConfig: Match.objectLike({ LogFormat: 'JSON' }),
      Environment: { Variables: Match.objectLike({ NODE_OPTIONS: '--enable-source-maps' }) },
    });
  });

  test('each have a role and a log group of their own', () => {
    const functions = resourcesOf(development, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
    for (const key of ['Role', 'LoggingConfig']) {
      expect(new Set(functions.map((properties) => JSON.stringify(properties[key]))).size).toBe(HANDLERS.length);
    }
  });

  test('are done before the state that invokes them gives up', () => {
    const stateTimeoutSeconds = 120;
    for (const [, { Properties }] of resourcesOf(development, 'AWS::Lambda::Function')) {
      // No state invokes the sweeper.
      if (Properties.FunctionName.endsWith('-sweep-workflows')) continue;
      expect(Properties.Timeout).toBeLessThan(stateTimeoutSeconds);
    }
  });

  test('end within half of the time that a forced restart waits for them', () => {
    for (const [, { Properties }] of resourcesOf(development, 'AWS::Lambda::Function')) {
      // No run calls the sweeper, and all that it writes is fenced.
      if (Properties.FunctionName.endsWith('-sweep-workflows')) continue;
      expect(Properties.Timeout).toBeLessThanOrEqual(longestActivitySeconds / 2);
    }
  });

  test('keep every published version over deployments', () => {
    const versions = resourcesOf(development, 'AWS::Lambda::Version');
    // The queue invokes the router by no version, nor does Scheduler the sweeper: nothing of them outlasts one invocation.
    expect(versions).toHaveLength(HANDLERS.length - 2);
    for (const [, { DeletionPolicy, UpdateReplacePolicy }] of versions) {
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    }
  });

  test('get another version when their code changes, and keep it when nothing does', () => {
    const versionsOf = (template: Template) => resourcesOf(template, 'AWS::Lambda::Version').map(([id]) => id);
    expect(versionsOf(synthesize())).toEqual(versionsOf(development));
    const changed = versionsOf(synthesize({ bundles: fakeBundles(HANDLERS, 'beef'.repeat(16)) }));
    expect(changed.filter((id) => versionsOf(development).includes(id))).toEqual([]);
  });

  test('keep their logs for as long as the stage says', () => {
    development.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 14 });
    production.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('have concurrency reserved where the configuration says so', () => {
    const template = synthesize({ settings: { concurrency: { 'charge-deposit': 7 } } });
    template.resourcePropertiesCountIs('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.anyValue() }, 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'legwork-development-charge-deposit',
      ReservedConcurrentExecutions: 7,
    });
  });

  test('are traced where the configuration says so, apart from those that only Express machines invoke', () => {
    development.resourcePropertiesCountIs('AWS::Lambda::Function', { TracingConfig: Match.anyValue() }, 0);
    const machines = resourcesOf(production, 'AWS::StepFunctions::StateMachine').map(
      ([, { Properties }]) => Properties,
    );
    const invokedBy = (type: string): Set<string> =>
      new Set(
        machines
          .filter(({ StateMachineType = 'STANDARD' }) => StateMachineType === type)
          .flatMap(({ DefinitionSubstitutions }) => Object.keys(DefinitionSubstitutions)),
      );
    const others = invokedBy('STANDARD');
    const functions = resourcesOf(production, 'AWS::Lambda::Function').map(([, { Properties }]) => ({
      name: toPascalCase(Properties.FunctionName.replace('legwork-production-', '')),
      isTraced: Properties.TracingConfig?.Mode === 'Active',
    }));
    const names = functions.map(({ name }) => name);
    const ticking = [...invokedBy('EXPRESS')].filter((name) => names.includes(name) && !others.has(name));
    const untraced = functions.filter(({ isTraced }) => !isTraced).map(({ name }) => name);
    expect(untraced.sort()).toEqual(ticking.sort());
    expect(untraced.length).toBeGreaterThan(0);
  });

  test('are told overrides of the policy', () => {
    const policy = { deposit: { chargeBeforeStartHours: 48 } };
    synthesize({ settings: { policy } }).hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'legwork-development-decide-deposit',
      Environment: { Variables: Match.objectLike({ LEGWORK_POLICY: JSON.stringify(policy) }) },
    });
  });
});
