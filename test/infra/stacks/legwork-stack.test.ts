import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Protocol } from '../../../lambdas/signals/protocol/protocol.ts';
import { createInstance } from '../../../lambdas/signals/protocol/start.ts';
import { buildStack, synthesize } from '../synthesize.ts';
import { attribute, idOf, resourcesOf, theResource } from '../template.ts';

let development: Template;
let production: Template;

beforeAll(() => {
  development = synthesize();
  production = synthesize({ stage: 'production' });
});

describe('tables', () => {
  const common = {
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { SSEEnabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
  };

  test('there are two', () => development.resourceCountIs('AWS::DynamoDB::Table', 2));

  test('Workflows is on demand, encrypted, recoverable, forgets by ttl, and has pk and sk', () => {
    development.hasResourceProperties('AWS::DynamoDB::Table', {
      ...common,
      TableName: 'legwork-development-workflows',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
  });

  test('Workflows has a sparse index of open instances by the instant by which something should have happened', () => {
    development.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'legwork-development-workflows',
      GlobalSecondaryIndexes: [
        {
          IndexName: 'open-by-expected',
          KeySchema: [
            { AttributeName: 'sk', KeyType: 'HASH' },
            { AttributeName: 'expectedBy', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });

  test('the index takes an instance as the signal protocol writes it', async () => {
    const [, { Properties }] = theResource(development, 'AWS::DynamoDB::Table', {
      TableName: 'legwork-development-workflows',
    });
    let item: Record<string, unknown> = {};
    const documents = {
      send: async ({ input }: { input: { Item: Record<string, unknown> } }) => {
        item = input.Item;
        return {};
      },
    };
    const clients = { tableName: 'workflows', stepFunctions: documents, stateMachineArnPrefix: 'arn:' };
    const protocol = { ...clients, documents, nowMs: () => Date.parse('2026-03-01T00:00:00Z') };
    await createInstance(protocol as unknown as Protocol, { type: 'booking', id: 'B-1' });

    const typeOf = { S: 'string', N: 'number' };
    const attributeTypes: { AttributeName: string; AttributeType: 'S' | 'N' }[] = Properties.AttributeDefinitions;
    for (const { AttributeName, AttributeType } of attributeTypes) {
      expect([AttributeName, typeof item[AttributeName]]).toEqual([AttributeName, typeOf[AttributeType]]);
    }
  });

  test('Idempotency is on demand, encrypted, recoverable, forgets by ttl, and has pk alone', () => {
    development.hasResourceProperties('AWS::DynamoDB::Table', {
      ...common,
      TableName: 'legwork-development-idempotency',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    });
  });
});

describe.each(['reminders', 'leg-assessment', 'vehicle-check'])('the schedule group of %s', (name) => {
  test('falls due under a role that Scheduler alone assumes, for this group', () => {
    const group = idOf(development, 'AWS::Scheduler::ScheduleGroup', { Name: `legwork-development-${name}` });
    development.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceAccount': { Ref: 'AWS::AccountId' },
                'aws:SourceArn': attribute(group, 'Arn'),
              },
            },
          }),
        ],
      }),
    });
  });
});

describe('providers', () => {
  test('are reached at what the configuration says', () => {
    development.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/legwork-development/payments-base-url',
      Value: 'https://api.stripe.com',
    });
    development.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/legwork-development/bookings-base-url',
      Value: 'https://bookings.legwork.example',
    });
    development.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/legwork-development/vehicles-base-url',
      Value: 'https://vehicles.legwork.example',
    });
  });

  test('have keys that no template and no environment contains', () => {
    for (const name of ['payments', 'bookings']) {
      development.hasResourceProperties('AWS::SecretsManager::Secret', {
        Name: `legwork-development/${name}-api-key`,
        GenerateSecretString: {},
        SecretString: Match.absent(),
      });
    }
  });

  test('are asked by state machines with the key of a connection, which is set by hand', () => {
    development.hasResourceProperties('AWS::Events::Connection', {
      Name: 'legwork-development-vehicles',
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'Authorization', ApiKeyValue: 'Bearer not-set-yet' } },
    });
  });

  test.each(['leg-assessment', 'vehicle-check'])('are asked by %s for a vehicle, and for nothing else', (machine) => {
    const stateMachine = {
      'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(`:stateMachine:.*-${machine}$`)])],
    };
    development.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          {
            Action: 'states:InvokeHTTPEndpoint',
            Effect: 'Allow',
            Resource: stateMachine,
            Condition: {
              StringEquals: { 'states:HTTPMethod': 'GET' },
              StringLike: { 'states:HTTPEndpoint': 'https://vehicles.legwork.example/vehicles/*' },
            },
          },
        ]),
      }),
    });
  });

  test('have a tracker whose devices are trip legs', () => {
    development.hasResourceProperties('AWS::Location::Tracker', { TrackerName: 'legwork-development-legs' });
  });

  test('send e-mail from a domain that SES verifies', () => {
    development.hasResourceProperties('AWS::SES::EmailIdentity', { EmailIdentity: 'legwork.example' });
  });

  test('send e-mail from a domain that exists already, where the configuration names no identity', () => {
    const template = synthesize({ settings: { emailIdentityDomain: undefined } });
    template.resourceCountIs('AWS::SES::EmailIdentity', 0);
    expect(JSON.stringify(template.toJSON())).toContain(':identity/legwork.example');
  });
});

describe('production', () => {
  const PROTECTED = [
    'AWS::DynamoDB::Table',
    'AWS::Location::Tracker',
    'AWS::Logs::LogGroup',
    'AWS::Scheduler::ScheduleGroup',
    'AWS::SecretsManager::Secret',
    'AWS::StepFunctions::StateMachine',
    'AWS::StepFunctions::StateMachineAlias',
    'AWS::StepFunctions::StateMachineVersion',
  ];

  test.each(PROTECTED)('keeps every %s when it leaves the stack; development does not', (type) => {
    const policiesOf = (template: Template) =>
      resourcesOf(template, type).map(([, resource]) => resource.DeletionPolicy);
    expect(new Set(policiesOf(production))).toEqual(new Set(['Retain']));
    expect(new Set(policiesOf(development))).toEqual(new Set(['Delete']));
  });

  test('protects its tables from deletion; development does not', () => {
    production.allResourcesProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });
    development.allResourcesProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false });
  });

  test('refuses to be deleted; development does not', () => {
    expect(buildStack({ stage: 'production' }).terminationProtection).toBe(true);
    expect(buildStack().terminationProtection).toBe(false);
  });

  test('has names of its own', () => {
    production.hasResourceProperties('AWS::Events::EventBus', { Name: 'legwork-production' });
    expect(JSON.stringify(production.toJSON())).not.toContain('legwork-development');
  });
});

test('tells where events go in, where what failed ends up, and what an operator sets', () => {
  expect(Object.keys(development.toJSON().Outputs).sort()).toEqual([
    'AlarmTopicArn',
    'BookingStateMachineArn',
    'BookingsApiKeySecret',
    'BookingsBaseUrlParameter',
    'DeadLetterQueueUrl',
    'DepositStateMachineArn',
    'EventBusName',
    'EventQueueUrl',
    'NotificationStateMachineArn',
    'PaymentsApiKeySecret',
    'PaymentsBaseUrlParameter',
    'RentalWatchStateMachineArn',
    'SubscriptionStateMachineArn',
    'TripLegStateMachineArn',
    'UndeliveredEventsQueueUrl',
    'UndeliveredLegAssessmentsQueueUrl',
    'UndeliveredRemindersQueueUrl',
    'UndeliveredVehicleChecksQueueUrl',
    'VehiclesBaseUrl',
    'VehiclesBaseUrlParameter',
    'VehiclesConnectionName',
    'WorkflowsTableName',
  ]);
});
