import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../local/kernel/aws-error.ts';
import { minutes, seconds } from '../test-kernel.ts';
import { createLambdaRig, functionArn, heldUntilRelease, type LambdaRig, release, roleArn } from './lambda-rig.ts';

const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:jobs';
const startMs = Date.parse('2026-03-01T00:00:00Z');

/** Writes down the bodies of its batch, then does what the first body that is JSON says. */
const worker = `export const handler = async ({ Records }) => {
    console.log(Records.map(({ body }) => body).join(' '));
    if (Records.some(({ body }) => body.startsWith('bad'))) throw new Error('bad batch');
    return { batchItemFailures: Records.filter(({ body }) => body.startsWith('keep'))
      .map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };`;

async function deployWorker(
  rig: LambdaRig,
  mapping: Record<string, unknown> = {},
  source = worker,
  properties: Record<string, unknown> = {},
) {
  await rig.deploy('AWS::SQS::Queue', { QueueName: 'jobs', VisibilityTimeout: 30 });
  await rig.deployFunction('worker', source, properties);
  return await rig.deploy('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: queueArn,
    FunctionName: 'worker',
    ...mapping,
  });
}

async function send(rig: LambdaRig, ...bodies: string[]): Promise<void> {
  const entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  await rig.call('sqs', 'SendMessageBatch', { QueueUrl: 'http://queue/jobs', Entries: entries });
}

const batches = (rig: LambdaRig): string[] =>
  rig.observed.flatMap((event) => (event.kind === 'lambda-log' ? [event.line] : []));
const left = (rig: LambdaRig): string[] => rig.sqs.messages('jobs').map(({ body }) => body);

describe('a mapping from a queue to a function', () => {
  it('invokes the function with what arrives, and deletes it', async () => {
    const rig = createLambdaRig();
    await deployWorker(rig);
    await send(rig, 'a', 'b');
    await rig.kernel.work.whenIdle();
    await send(rig, 'c');
    await rig.kernel.work.whenIdle();
    expect(batches(rig).join(' ')).toBe('a b c');
    expect(left(rig)).toEqual([]);
  });

  it('begins with what the queue held before', async () => {
    const rig = createLambdaRig();
    await rig.deploy('AWS::SQS::Queue', { QueueName: 'jobs' });
    await send(rig, 'early');
    await rig.deployFunction('worker', worker);
    await rig.deploy('AWS::Lambda::EventSourceMapping', { EventSourceArn: queueArn, FunctionName: 'worker' });
    await rig.kernel.work.whenIdle();
    expect(batches(rig)).toEqual(['early']);
  });

  it('gives a message the shape that Lambda gives it', async () => {
    const rig = createLambdaRig();
    await deployWorker(rig, {}, 'export const handler = async (event) => { console.log(JSON.stringify(event)); };');
    await rig.call('sqs', 'SendMessage', {
      QueueUrl: 'http://queue/jobs',
      MessageBody: '{"n":1}',
      MessageAttributes: {
        reason: { DataType: 'String', StringValue: 'late' },
        blob: { DataType: 'Binary', BinaryValue: Buffer.from('xyz') },
      },
    });
    await rig.kernel.work.whenIdle();

    expect(JSON.parse(batches(rig)[0]!)).toEqual({
      Records: [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body: '{"n":1}',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: String(startMs),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: String(startMs),
          },
          messageAttributes: {
            reason: { stringValue: 'late', stringListValues: [], binaryListValues: [], dataType: 'String' },
            blob: { binaryValue: 'eHl6', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfMessageAttributes: expect.any(String),
          md5OfBody: '082c26c8a6bc75226a31da5495cc9292',
          eventSource: 'aws:sqs',
          eventSourceARN: queueArn,
          awsRegion: 'eu-west-1',
        },
      ],
    });
  });

  it("calls the queue under the function's role, and needs no right to invoke", async () => {
    const rig = createLambdaRig();
    await deployWorker(rig);
    await send(rig, 'a');
    await rig.kernel.work.whenIdle();
    const byRole = rig.authorised.filter(({ caller }) => caller.kind === 'role');
    expect(new Set(byRole.map(({ action }) => action))).toEqual(
      new Set(['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:DeleteMessage']),
    );
    expect(byRole[0]?.caller).toEqual({ kind: 'role', roleArn, sessionName: 'worker' });
    expect(rig.authorised.map(({ action }) => action)).not.toContain('lambda:InvokeFunction');
  });

  it('M2: leaves a batch that failed hidden until its visibility timeout ends, then brings it again', async () => {
    const rig = createLambdaRig();
    await deployWorker(rig, { BatchSize: 1 });
    await send(rig, 'bad', 'good');
    await rig.clock.runUntil(startMs + seconds(30));
    expect(batches(rig)).toEqual(['bad', 'good']);
    await rig.clock.runThrough(startMs + seconds(60));
    expect(batches(rig)).toEqual(['bad', 'good', 'bad', 'bad']);
    expect(left(rig)).toEqual(['bad']);
  });

  it('M2: keeps only the reported messages of a batch, where the mapping reads reports', async () => {
    const rig = createLambdaRig();
    await deployWorker(rig, { FunctionResponseTypes: ['ReportBatchItemFailures'] });
    await send(rig, 'a', 'keep-1', 'b');
    await rig.kernel.work.whenIdle();
    expect(left(rig)).toEqual(['keep-1']);
  });

  it('M2: deletes the whole batch whatever is reported, where the mapping reads no reports', async () => {
    const rig = createLambdaRig();
    await deployWorker(rig);
    await send(rig, 'a', 'keep-1');
    await rig.kernel.work.whenIdle();
    expect(left(rig)).toEqual([]);
  });

  it('M2: leaves messages hidden that the function had no concurrency for', async () => {
    const rig = createLambdaRig();
    await deployWorker(rig, {}, worker, { ReservedConcurrentExecutions: 0 });
    await send(rig, 'a');
    await rig.kernel.work.whenIdle();
    expect(left(rig)).toEqual(['a']);
    await rig.updateFunction('worker', worker);
    await rig.clock.runThrough(startMs + seconds(30));
    expect(left(rig)).toEqual([]);
  });

  it('M1: takes all of more messages than one batch holds', async () => {
    const rig = createLambdaRig();
    await deployWorker(rig, { BatchSize: 3 });
    await send(rig, ...'abcdefgh');
    await rig.kernel.work.whenIdle();
    expect(batches(rig).join(' ')).toBe('a b c d e f g h');
    expect(Math.max(...batches(rig).map((line) => line.split(' ').length))).toBe(3);
    expect(left(rig)).toEqual([]);
  });

  it('M3: has no more batches with the function than its concurrency', async () => {
    const rig = createLambdaRig({ clockKind: () => 'real' });
    await deployWorker(rig, { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }, heldUntilRelease);
    await send(rig, ...'abcdef');
    await Promise.all(['a', 'b'].map((body) => rig.seen('lambda-log', ({ line }) => line === `begin ${body}`)));
    const states = rig.sqs.messages('jobs').map(({ state }) => state);
    expect(states).toEqual(['in-flight', 'in-flight', 'visible', 'visible', 'visible', 'visible']);
    release();
    await rig.kernel.work.whenIdle();
    expect(left(rig)).toEqual([]);
  });

  it('waits for a full batch, but no longer than its window', async () => {
    const rig = createLambdaRig();
    await deployWorker(rig, { BatchSize: 3, MaximumBatchingWindowInSeconds: 20 });
    await send(rig, 'a');
    await rig.clock.runUntil(startMs + seconds(10));
    await send(rig, 'b');
    await rig.clock.runUntil(startMs + seconds(20));
    expect(batches(rig)).toEqual([]);
    await rig.clock.runThrough(startMs + seconds(20));
    expect(batches(rig)).toEqual(['a b']);
    await send(rig, 'c', 'd', 'e');
    await rig.kernel.work.whenIdle();
    expect(batches(rig)).toEqual(['a b', 'c d e']);
    expect(left(rig)).toEqual([]);
  });

  it('tries a queue again that could not be read', async () => {
    const rig = createLambdaRig();
    await deployWorker(rig);
    rig.faults.set('sqs', 'ReceiveMessage', new AwsError('InternalFailure', 'down', { statusCode: 500 }));
    await send(rig, 'a');
    await rig.clock.runUntil(startMs + minutes(2));
    expect(batches(rig)).toEqual([]);
    rig.faults.set('sqs', 'ReceiveMessage', null);
    await rig.clock.runUntil(startMs + minutes(5));
    expect(batches(rig)).toEqual(['a']);
  });

  it('does nothing while it is disabled', async () => {
    const rig = createLambdaRig();
    await deployWorker(rig, { Enabled: false });
    await send(rig, 'a');
    await rig.clock.runUntil(startMs + minutes(5));
    expect(left(rig)).toEqual(['a']);
  });

  it('invokes the alias that it names', async () => {
    const rig = createLambdaRig();
    await rig.deploy('AWS::SQS::Queue', { QueueName: 'jobs' });
    const source = 'export const handler = async (_event, context) => { console.log(context.invokedFunctionArn); };';
    await rig.deployFunction('worker', source);
    await rig.deploy('AWS::Lambda::Version', { FunctionName: 'worker' });
    await rig.deploy('AWS::Lambda::Alias', { FunctionName: 'worker', FunctionVersion: '1', Name: 'live' });
    await rig.deploy('AWS::Lambda::EventSourceMapping', { EventSourceArn: queueArn, FunctionName: 'worker:live' });
    await send(rig, 'a');
    await rig.kernel.work.whenIdle();
    expect(batches(rig)).toEqual([`${functionArn('worker')}:live`]);
  });

  it('is listed as it was deployed, by function and by queue', async () => {
    const rig = createLambdaRig();
    const { ref } = await deployWorker(rig, {
      BatchSize: 5,
      Enabled: false,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const list = async (filter: Record<string, unknown>) => {
      type Page = { EventSourceMappings: unknown[] };
      return (await rig.call<Page>('lambda', 'ListEventSourceMappings', filter)).EventSourceMappings;
    };
    expect(await list({ FunctionName: functionArn('worker'), EventSourceArn: queueArn })).toEqual([
      {
        UUID: ref,
        EventSourceArn: queueArn,
        FunctionArn: functionArn('worker'),
        BatchSize: 5,
        MaximumBatchingWindowInSeconds: 0,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 5 },
        State: 'Disabled',
      },
    ]);
    expect(await list({ FunctionName: 'another' })).toEqual([]);
    expect(await list({ EventSourceArn: `${queueArn}-2` })).toEqual([]);
  });

  it.each([
    [{ BatchSize: 11 }, 'Maximum batch window'],
    [{ BatchSize: 0 }, 'BatchSize: must be a whole number from 1 to 10000'],
    [{ EventSourceArn: `${queueArn}.fifo` }, 'only standard queues'],
    [{ FunctionResponseTypes: ['Other'] }, 'only ReportBatchItemFailures'],
    [{ ScalingConfig: { MaximumConcurrency: 1 } }, 'MaximumConcurrency: must be a whole number from 2 to 1000'],
  ])('is refused with %o', async (properties, message) => {
    const rig = createLambdaRig();
    await expect(deployWorker(rig, properties)).rejects.toThrow(message);
  });

  it('is refused where messages would appear again while the function still works on them', async () => {
    const rig = createLambdaRig();
    await expect(deployWorker(rig, {}, worker, { Timeout: 31 })).rejects.toThrow(
      'Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds',
    );
  });
});
