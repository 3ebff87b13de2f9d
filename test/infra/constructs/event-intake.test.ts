import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { bookingServiceSource, incomingDetailTypes } from '../../../lambdas/domain/event-names.ts';
import { synthesize } from '../synthesize.ts';
import { attribute, idOf, resourcesOf, theResource } from '../template.ts';

let development: Template;

beforeAll(() => {
  development = synthesize();
});

describe('the way of an event', () => {
  test('begins at a bus of our own', () => {
    development.hasResourceProperties('AWS::Events::EventBus', { Name: 'legwork-development' });
  });

  test('leads by a rule for what the booking service emits, and nothing else, into the queue', () => {
    const bus = idOf(development, 'AWS::Events::EventBus', {});
    const queue = idOf(development, 'AWS::SQS::Queue', { QueueName: 'legwork-development-events' });
    const undelivered = idOf(development, 'AWS::SQS::Queue', { QueueName: 'legwork-development-undelivered-events' });
    development.resourceCountIs('AWS::Events::Rule', 1);
    development.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: bus },
      EventPattern: { source: [bookingServiceSource], 'detail-type': [...incomingDetailTypes] },
      State: 'ENABLED',
      Targets: [
        {
          Arn: attribute(queue, 'Arn'),
          DeadLetterConfig: { Arn: attribute(undelivered, 'Arn') },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      ],
    });
  });

  test('lets the rule alone put into the queue and into its dead-letter queue', () => {
    const rule = idOf(development, 'AWS::Events::Rule', {});
    for (const name of ['legwork-development-events', 'legwork-development-undelivered-events']) {
      const queue = idOf(development, 'AWS::SQS::Queue', { QueueName: name });
      development.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: queue }],
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Condition: Match.objectLike({ ArnEquals: { 'aws:SourceArn': attribute(rule, 'Arn') } }),
            }),
          ]),
        }),
      });
    }
  });

  test('sets a message aside after five receives, and keeps it there for 14 days', () => {
    const dead = idOf(development, 'AWS::SQS::Queue', {
      QueueName: 'legwork-development-dead-letters',
      MessageRetentionPeriod: 1_209_600,
    });
    development.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'legwork-development-events',
      RedrivePolicy: { deadLetterTargetArn: attribute(dead, 'Arn'), maxReceiveCount: 5 },
    });
  });

  test('ends at the router, in batches of ten of which each message fails by itself', () => {
    const router = idOf(development, 'AWS::Lambda::Function', { FunctionName: 'legwork-development-route-event' });
    const queue = idOf(development, 'AWS::SQS::Queue', { QueueName: 'legwork-development-events' });
    development.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: router },
      EventSourceArn: attribute(queue, 'Arn'),
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
  });

  test('holds E2: a message stays invisible for six times the time that its router has', () => {
    const [, router] = theResource(development, 'AWS::Lambda::Function', {
      FunctionName: 'legwork-development-route-event',
    });
    development.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'legwork-development-events',
      VisibilityTimeout: 6 * router.Properties.Timeout,
    });
  });

  test('is encrypted in every queue, and open to encrypted connections only', () => {
    const queues = resourcesOf(development, 'AWS::SQS::Queue');
    expect(queues.length).toBeGreaterThan(3);
    for (const [id] of queues) {
      development.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: id }],
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Deny',
              Action: 'sqs:*',
              Principal: { AWS: '*' },
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        }),
      });
    }
    development.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  });
});
