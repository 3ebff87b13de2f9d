import { beforeEach, expect, test } from 'vitest';
import { createEventBridgeService } from '../../../../local/services/eventbridge/eventbridge-service.ts';
import { createSecretsManagerService } from '../../../../local/services/secrets-manager/secrets-manager-service.ts';
import { createSqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { deployWith } from '../deploy-with.ts';
import { createTestKernel, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let deploy: ReturnType<typeof deployWith>;

beforeEach(() => {
  runtime = createTestKernel();
  const sqs = createSqsService(runtime.kernel, () => 'http://127.0.0.1:4566');
  const events = createEventBridgeService(runtime.kernel, {
    queues: sqs,
    secrets: createSecretsManagerService(runtime.kernel).managedSecrets('events'),
    assertTrusts: () => {},
    recordMetric: () => {},
  });
  runtime.kernel.register(events.service);
  deploy = deployWith(events.resourceProviders);
});

const target = (Id: string) => ({ Id, Arn: 'arn:aws:sqs:eu-west-1:111122223333:target' });

test('a template’s rule has its pattern and targets, and an update replaces them', async () => {
  const bus = await deploy('AWS::Events::EventBus', { Name: 'bus' });
  expect(bus).toEqual({
    ref: 'bus',
    attributes: { Arn: 'arn:aws:events:eu-west-1:111122223333:event-bus/bus', Name: 'bus' },
  });
  const rule = await deploy('AWS::Events::Rule', {
    EventBusName: 'bus',
    EventPattern: { source: ['shop'] },
    State: 'ENABLED',
    Targets: [target('a'), target('b')],
  });
  const [, name = ''] = rule.ref.split('|');
  expect(rule.attributes.Arn).toBe(`arn:aws:events:eu-west-1:111122223333:rule/bus/${name}`);
  await deploy(
    'AWS::Events::Rule',
    { EventBusName: 'bus', EventPattern: { source: ['store'] }, Targets: [target('c')] },
    rule,
  );
  expect(await runtime.call('events', 'DescribeRule', { Name: name, EventBusName: 'bus' })).toMatchObject({
    EventPattern: '{"source":["store"]}',
  });
  expect(await runtime.call('events', 'ListTargetsByRule', { Rule: name, EventBusName: 'bus' })).toEqual({
    Targets: [target('c')],
  });
});

test('a bus policy’s statements are evaluated on PutEvents', async () => {
  await deploy('AWS::Events::EventBus', { Name: 'bus' });
  const Statement = { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: '*' };
  await deploy('AWS::Events::EventBusPolicy', { EventBusName: 'bus', StatementId: 'all', Statement });
  await runtime.call('events', 'PutEvents', {
    Entries: [{ EventBusName: 'bus', Source: 's', DetailType: 'd', Detail: '{}' }],
  });
  expect(runtime.authorised.at(-1)).toMatchObject({ resourcePolicy: { Statement: [Statement] } });
});

test('an archive has no provider: a template with one is refused by its type', async () => {
  await expect(deploy('AWS::Events::Archive', {})).rejects.toThrow('AWS::Events::Archive');
});
