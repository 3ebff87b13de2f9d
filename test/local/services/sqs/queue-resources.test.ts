import { beforeEach, expect, test } from 'vitest';
import { createSqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { deployWith } from '../deploy-with.ts';
import { createTestKernel, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let deploy: ReturnType<typeof deployWith>;

beforeEach(() => {
  runtime = createTestKernel();
  const sqs = createSqsService(runtime.kernel, () => 'http://127.0.0.1:4566');
  runtime.kernel.register(sqs.service);
  deploy = deployWith(sqs.resourceProviders);
});

const attributesOf = async (QueueUrl: string) =>
  (await runtime.call('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })).Attributes;

test('a template’s queue has its attributes, policy and dead-letter queue', async () => {
  const dead = await deploy('AWS::SQS::Queue', { QueueName: 'dead' });
  const queue = await deploy('AWS::SQS::Queue', {
    QueueName: 'orders',
    VisibilityTimeout: 60,
    RedrivePolicy: { deadLetterTargetArn: dead.attributes.Arn, maxReceiveCount: 5 },
    SqsManagedSseEnabled: true,
  });
  expect(queue).toEqual({
    ref: 'http://127.0.0.1:4566/111122223333/orders',
    attributes: {
      Arn: 'arn:aws:sqs:eu-west-1:111122223333:orders',
      QueueName: 'orders',
      QueueUrl: 'http://127.0.0.1:4566/111122223333/orders',
    },
  });
  const PolicyDocument = { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*' }] };
  await deploy('AWS::SQS::QueuePolicy', { PolicyDocument, Queues: [queue.ref] });
  expect(await attributesOf(queue.ref)).toMatchObject({
    VisibilityTimeout: '60',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.attributes.Arn, maxReceiveCount: 5 }),
    Policy: JSON.stringify(PolicyDocument),
  });
});

test('a queue without a name gets the same one in every run, and is updated in place', async () => {
  const queue = await deploy('AWS::SQS::Queue', {});
  expect(queue.attributes.QueueName).toMatch(/^stack-Resource-[0-9A-F]{12}$/);
  await deploy('AWS::SQS::Queue', { VisibilityTimeout: 90 }, queue);
  expect(await attributesOf(queue.ref)).toMatchObject({ VisibilityTimeout: '90' });
});

test('a FIFO queue is refused', async () => {
  await expect(deploy('AWS::SQS::Queue', { FifoQueue: true })).rejects.toThrow('FifoQueue');
});
