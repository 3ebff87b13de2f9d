import { App } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildStack, fakeBundles, HANDLERS, synthesize } from '../synthesize.ts';
import { resourcesOf, theResource } from '../template.ts';

let template: Template;

beforeAll(() => {
  template = synthesize();
});

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Every statement of every identity policy, with the logical id of its policy. */
function allowedStatements(): { policy: string; actions: string[]; resources: string[] }[] {
  return resourcesOf(template, 'AWS::IAM::Policy').flatMap(([policy, { Properties }]) =>
    (Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Effect }) => Effect === 'Allow')
      .map(({ Action, Resource }) => ({
        policy,
        actions: listed(Action) as string[],
        resources: listed(Resource).map((resource) => JSON.stringify(resource)),
      })),
  );
}

/** Actions that the role of a function has, without those on its log group and queue. */
function actionsOf(handler: string): string[] {
  const [, { Properties }] = theResource(template, 'AWS::Lambda::Function', {
    FunctionName: `legwork-development-${handler}`,
  });
  const [policy] = theResource(template, 'AWS::IAM::Policy', {
    Roles: [{ Ref: Properties.Role['Fn::GetAtt'][0] }],
  });
  return allowedStatements()
    .filter((statement) => statement.policy === policy)
    .flatMap(({ actions }) => actions)
    .filter((action) => !action.startsWith('logs:') && !/^sqs:(Receive|Delete|Get)/.test(action))
    .sort();
}

function environmentOf(handler: string): string[] {
  const [, { Properties }] = theResource(template, 'AWS::Lambda::Function', {
    FunctionName: `legwork-development-${handler}`,
  });
  return Object.keys(Properties.Environment.Variables)
    .filter((name) => !name.startsWith('POWERTOOLS_') && name !== 'NODE_OPTIONS')
    .sort();
}

describe('permissions', () => {
  test('are by role alone: nothing is managed elsewhere', () => {
    for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Role')) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  test('name every action', () => {
    const actions = allowedStatements().flatMap((statement) => statement.actions);
    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  test('name every resource, but where an action has none', () => {
    const withoutResource = allowedStatements()
      .filter(({ resources }) => resources.includes('"*"'))
      .flatMap(({ actions }) => actions);
    expect([...new Set(withoutResource)].sort()).toEqual([
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'sns:Publish',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test('to publish end at topics: text messages only', () => {
    const [policy] = resourcesOf(template, 'AWS::IAM::Policy').filter(([id]) => id.startsWith('SendNotification'));
    const denied = policy?.[1].Properties.PolicyDocument.Statement.filter(({ Effect }: Statement) => Effect === 'Deny');
    expect(denied).toMatchObject([
      { Action: 'sns:Publish', Resource: { 'Fn::Join': ['', expect.arrayContaining([':sns:*:*:*'])] } },
    ]);
  });

  test('to pass a role are for Scheduler’s, and to Scheduler', () => {
    const passes = resourcesOf(template, 'AWS::IAM::Policy').flatMap(([id, { Properties }]) =>
      Properties.PolicyDocument.Statement.filter(({ Action }: Statement) => Action === 'iam:PassRole').map(
        (statement: Statement) => ({ id, ...statement }),
      ),
    );
    const passed = (id: RegExp, role: RegExp) => ({
      id: expect.stringMatching(id),
      Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      Resource: { 'Fn::GetAtt': [expect.stringMatching(role), 'Arn'] },
    });
    expect(passes).toMatchObject([
      passed(/^SyncLegSchedules/, /^LegAssessmentsRole/),
      passed(/^SyncReminders/, /^RemindersRole/),
      passed(/^SyncRentalWatch/, /^VehicleChecksRole/),
    ]);
  });

  test('to start executions are for the alias live of named machines', () => {
    const starts = resourcesOf(template, 'AWS::IAM::Policy').flatMap(([, { Properties }]) =>
      Properties.PolicyDocument.Statement.filter(({ Action }: Statement) => Action === 'states:StartExecution'),
    );
    // Seven functions, the roles of three kinds of schedules, and the machines of deposit, subscription and trip leg.
    expect(starts).toHaveLength(13);
    for (const { Resource, Condition } of starts) {
      expect(JSON.stringify(Resource)).not.toContain('*');
      expect(Condition).toEqual({ 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': ['live'] } });
    }
  });

  test('of the router concern bookings alone', () => {
    const [policy] = resourcesOf(template, 'AWS::IAM::Policy').filter(([id]) => id.startsWith('RouteEvent'));
    expect(JSON.stringify(policy?.[1].Properties)).not.toContain('legwork-development-deposit');
  });

  const runs = ['states:StartExecution', 'states:StopExecution'];
  const records = ['dynamodb:GetItem', 'dynamodb:PutItem'];
  const once = 'dynamodb:UpdateItem';
  const provider = ['secretsmanager:GetSecretValue', 'ssm:GetParameter'];
  test.each([
    ['load-run', ['dynamodb:UpdateItem', ...runs]],
    ['await-signal', ['dynamodb:Query', 'dynamodb:UpdateItem', 'states:SendTaskSuccess', ...runs]],
    ['close-workflow', ['dynamodb:Query', 'dynamodb:UpdateItem', 'events:PutEvents', ...runs]],
    ['continue-as-new', ['dynamodb:UpdateItem', ...runs]],
    ['send-signals', [...records, 'dynamodb:Query', 'dynamodb:UpdateItem', 'states:SendTaskSuccess', ...runs]],
    [
      'route-event',
      [
        ...records,
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'events:PutEvents',
        'sqs:SendMessage',
        'states:SendTaskSuccess',
        ...runs,
      ],
    ],
    ['apply-booking-signal', records],
    [
      'sync-reminders',
      [...records, 'iam:PassRole', 'scheduler:CreateSchedule', 'scheduler:DeleteSchedule', 'scheduler:UpdateSchedule'],
    ],
    ['announce-booking-closed', [once, 'events:PutEvents']],
    [
      'sync-rental-watch',
      [
        ...records,
        once,
        'events:PutEvents',
        'iam:PassRole',
        'scheduler:CreateSchedule',
        'scheduler:DeleteSchedule',
        'scheduler:UpdateSchedule',
      ],
    ],
    ['check-vehicle', ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', once, 'events:PutEvents']],
    ['decide-deposit', records],
    ['charge-deposit', [...records, once, 'events:PutEvents', ...provider]],
    ['settle-deposit', [...records, once, 'events:PutEvents', ...provider]],
    ['escalate-deposit', [...records, once, 'events:PutEvents']],
    ['apply-subscription-signal', records],
    ['charge-subscription', [...records, once, 'events:PutEvents', ...provider]],
    ['suspend-subscription', [...records, once, 'events:PutEvents']],
    ['announce-subscription-closed', [once, 'events:PutEvents']],
    ['send-notification', ['dynamodb:GetItem', once, 'events:PutEvents', ...provider, 'ses:SendEmail', 'sns:Publish']],
    ['drop-notification', [once, 'events:PutEvents']],
    ['apply-leg-signal', records],
    [
      'sync-leg-schedules',
      [...records, 'iam:PassRole', 'scheduler:CreateSchedule', 'scheduler:DeleteSchedule', 'scheduler:UpdateSchedule'],
    ],
    ['announce-leg-closed', ['dynamodb:GetItem', once, 'events:PutEvents']],
    ['read-travel-time', ['dynamodb:BatchGetItem', 'geo-routes:CalculateRoutes', 'geo:GetDevicePosition']],
    ['assess-leg', ['dynamodb:BatchGetItem', 'dynamodb:PutItem', once, 'events:PutEvents']],
  ])('of %s are those of the calls that it makes', (handler, actions) => {
    expect(actionsOf(handler)).toEqual([...actions].sort());
  });
});

describe('the environment of a function', () => {
  test('names what the function uses, and nothing else', () => {
    expect(environmentOf('load-run')).toEqual(['STATE_MACHINE_ARN_PREFIX', 'WORKFLOWS_TABLE']);
    expect(environmentOf('route-event')).toEqual([
      'DEAD_LETTER_QUEUE_URL',
      'EVENT_BUS_NAME',
      'STATE_MACHINE_ARN_PREFIX',
      'WORKFLOWS_TABLE',
    ]);
  });
});

describe('the list of functions', () => {
  test('is refused when a handler is missing, by its name', () => {
    const bundles = fakeBundles(HANDLERS.filter((name) => name !== 'load-run'));
    expect(() => synthesize({ bundles })).toThrow('no handler file is called load-run.ts');
  });

  test('is refused when a handler is in no list, by its name', () => {
    const bundles = fakeBundles([...HANDLERS, 'wash-car']);
    expect(() => synthesize({ bundles })).toThrow('handler wash-car has no definition');
  });

  test('is refused when concurrency is set for a function that does not exist, by its name', () => {
    const settings = { concurrency: { 'wash-car': 5 } };
    expect(() => synthesize({ settings })).toThrow('concurrency names wash-car, which is no handler');
  });
});

describe('cdk-nag', () => {
  test.each(['development', 'staging', 'production'])('finds nothing in %s that is not acknowledged', (stage) => {
    expect(() => App.of(buildStack({ stage }))?.synth()).not.toThrow();
  });

  test('fails synth for a finding', () => {
    const stack = buildStack();
    new Queue(stack, 'OpenQueue');
    expect(() => App.of(stack)?.synth()).toThrow('AwsSolutions-SQS4');
  });
});
