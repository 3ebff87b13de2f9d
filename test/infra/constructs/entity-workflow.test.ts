import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECT_ROOT, synthesize } from '../synthesize.ts';
import { attribute, idOf, resourcesOf, theResource } from '../template.ts';
import { temporaryFolder } from '../temporary-folder.ts';

let development: Template;

beforeAll(() => {
  development = synthesize();
});

describe.each([
  ['booking', 'STANDARD', 'ALL'],
  ['deposit', 'STANDARD', 'ALL'],
  ['notification', 'STANDARD', 'ALL'],
  ['trip-leg', 'STANDARD', 'ALL'],
  ['rental-watch', 'STANDARD', 'ALL'],
  ['subscription', 'STANDARD', 'ALL'],
  ['leg-assessment', 'EXPRESS', 'ERROR'],
  ['vehicle-check', 'EXPRESS', 'ERROR'],
])('the state machine of %s', (type, machineType, logLevel) => {
  const machine = () => {
    const [id, { Properties }] = theResource(development, 'AWS::StepFunctions::StateMachine', {
      StateMachineName: `legwork-development-${type}`,
    });
    return { id, properties: Properties, role: Properties.RoleArn['Fn::GetAtt'][0] };
  };
  /** Placeholder → reference, for functions only. */
  const functions = (): Record<string, { Ref: string }> => {
    const others = /^(DefinitionVersion|WorkflowsTable|Vehicles(BaseUrl|Connection)|.*StateMachine)$/;
    const substitutions: Record<string, { Ref: string }> = machine().properties.DefinitionSubstitutions;
    return Object.fromEntries(Object.entries(substitutions).filter(([name]) => !others.test(name)));
  };

  test('is the file, inlined, as Workflow Studio opens it', () => {
    const file = readFileSync(join(PROJECT_ROOT, 'state-machines', `${type}.asl.json`), 'utf8');
    expect(machine().properties.DefinitionString).toBe(file);
    expect(machine().properties.StateMachineType).toBe(machineType);
  });

  test('holds W1: invokes versions of functions, never what was deployed last', () => {
    const versions = resourcesOf(development, 'AWS::Lambda::Version').map(([id]) => id);
    expect(Object.keys(functions()).length).toBeGreaterThan(0);
    for (const { Ref } of Object.values(functions())) expect(versions).toContain(Ref);
  });

  test('holds W1: its role may invoke all versions of these functions, and no other function', () => {
    const invoked = Object.keys(functions())
      .map((name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase())
      .map((name) => `:function:legwork-development-${name}:*`);
    const [, policy] = theResource(development, 'AWS::IAM::Policy', { Roles: [{ Ref: machine().role }] });
    const statement = policy.Properties.PolicyDocument.Statement.find(
      ({ Action }: { Action: unknown }) => Action === 'lambda:InvokeFunction',
    );
    const granted = [statement.Resource]
      .flat()
      .map((arn: { 'Fn::Join': [string, unknown[]] }) => arn['Fn::Join'][1].at(-1));
    expect(granted.sort()).toEqual(invoked.sort());
  });

  test('is published as a version, which stays when the next one comes', () => {
    const { id } = machine();
    const [version, { UpdateReplacePolicy: keptWhenReplaced }] = theResource(
      development,
      'AWS::StepFunctions::StateMachineVersion',
      {
        StateMachineArn: { Ref: id },
        StateMachineRevisionId: attribute(id, 'StateMachineRevisionId'),
      },
    );
    expect(keptWhenReplaced).toBe('Retain');
    development.hasResourceProperties('AWS::StepFunctions::StateMachineAlias', {
      Name: 'live',
      DeploymentPreference: { StateMachineVersionArn: attribute(version, 'Arn') },
    });
  });

  test('holds W4 and W5: logs every event, or errors alone, to a group of its own, without data; a trace only where there are few', () => {
    const logs = idOf(development, 'AWS::Logs::LogGroup', {
      LogGroupName: `/aws/vendedlogs/states/legwork-development-${type}`,
    });
    expect(machine().properties).toMatchObject({
      LoggingConfiguration: {
        Level: logLevel,
        IncludeExecutionData: false,
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: attribute(logs, 'Arn') } }],
      },
      TracingConfiguration: { Enabled: machineType === 'STANDARD' },
    });
  });

  test('has a role that only Step Functions assumes, for machines of this stage', () => {
    const roles = Object.fromEntries(resourcesOf(development, 'AWS::IAM::Role'));
    const [statement] = roles[machine().role]?.Properties.AssumeRolePolicyDocument.Statement ?? [];
    expect(statement).toMatchObject({
      Principal: { Service: 'states.amazonaws.com' },
      Condition: {
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnLike: {
          'aws:SourceArn': { 'Fn::Join': ['', expect.arrayContaining([':stateMachine:legwork-development-*'])] },
        },
      },
    });
  });
});

test.each([
  ['development', { Type: 'ALL_AT_ONCE' }],
  ['staging', { Type: 'LINEAR', Percentage: 50, Interval: 5 }],
  ['production', { Type: 'CANARY', Percentage: 10, Interval: 30 }],
])('holds W3: in %s every alias comes to its new version by %j', (stage, preference) => {
  const aliases = resourcesOf(synthesize({ stage }), 'AWS::StepFunctions::StateMachineAlias');
  expect(aliases).toHaveLength(8);
  for (const [, { Properties }] of aliases) {
    const { StateMachineVersionArn: _, Alarms: __, ...pace } = Properties.DeploymentPreference;
    expect(pace).toEqual(preference);
  }
});

test('holds W3: every alias watches the alarm of failed executions of its own workflow, by a reference', () => {
  for (const [, { Properties }] of resourcesOf(development, 'AWS::StepFunctions::StateMachineAlias')) {
    const { StateMachineVersionArn, Alarms } = Properties.DeploymentPreference;
    const versions = Object.fromEntries(resourcesOf(development, 'AWS::StepFunctions::StateMachineVersion'));
    const machine = versions[StateMachineVersionArn['Fn::GetAtt'][0]]?.Properties.StateMachineArn;
    const failed = idOf(development, 'AWS::CloudWatch::Alarm', {
      MetricName: 'ExecutionsFailed',
      Dimensions: [{ Name: 'StateMachineArn', Value: machine }],
    });
    expect(Alarms).toEqual([{ Ref: failed }]);
  }
});

test('the machine of checks may give signs of life to watches over rentals, and to nobody else', () => {
  const [, { Properties }] = theResource(development, 'AWS::StepFunctions::StateMachine', {
    StateMachineName: 'legwork-development-vehicle-check',
  });
  const roleId = Properties.RoleArn['Fn::GetAtt'][0];
  const statements = resourcesOf(development, 'AWS::IAM::Policy')
    .filter(([, policy]) => policy.Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === roleId))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement)
    .filter(({ Action }: { Action: string | string[] }) =>
      [Action].flat().some((one) => one.startsWith('states:Send')),
    );
  expect(statements).toEqual([
    {
      Action: 'states:SendTaskHeartbeat',
      Effect: 'Allow',
      Resource: { 'Fn::Join': ['', expect.arrayContaining([':stateMachine:legwork-development-rental-watch'])] },
    },
  ]);
});

describe('a definition', () => {
  /** The real state machines with one text of the deposit's replaced. */
  const synthesizeWith = (text: string, replacement: string) => {
    const stateMachinesFolder = temporaryFolder('definitions');
    cpSync(join(PROJECT_ROOT, 'state-machines'), stateMachinesFolder, { recursive: true });
    const file = join(stateMachinesFolder, 'deposit.asl.json');
    const definition = readFileSync(file, 'utf8');
    expect(definition).toContain(text);
    writeFileSync(file, definition.replaceAll(text, replacement));
    return synthesize({ stateMachinesFolder });
  };
  const versionOf = (template: Template, type: string): string =>
    theResource(template, 'AWS::StepFunctions::StateMachine', { StateMachineName: `legwork-development-${type}` })[1]
      .Properties.DefinitionSubstitutions.DefinitionVersion;

  test('with a placeholder that nothing replaces fails synth, by its name', () => {
    expect(() => synthesizeWith('{ChargeDeposit}', '{ChargeDeposits}')).toThrow(
      /^deposit\.asl\.json: nothing replaces \$\{ChargeDeposits\}, \$\{ChargeDeposit\} does not occur$/,
    );
  });

  test('that does not invoke a function that it was given fails synth, by its name', () => {
    expect(() => synthesizeWith('{ChargeDeposit}', '{SettleDeposit}')).toThrow(
      /^deposit\.asl\.json: \$\{ChargeDeposit\} does not occur$/,
    );
  });

  test('has another version when its text changes; other definitions keep theirs', () => {
    const changed = synthesizeWith('"Comment": "The deposit', '"Comment": "A deposit');
    expect(versionOf(changed, 'deposit')).not.toBe(versionOf(development, 'deposit'));
    expect(versionOf(changed, 'booking')).toBe(versionOf(development, 'booking'));
  });
});
