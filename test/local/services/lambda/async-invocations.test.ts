import { describe, expect, it } from 'vitest';
import { minutes } from '../test-kernel.ts';
import { createLambdaRig, functionArn, type LambdaRig, roleArn } from './lambda-rig.ts';

/** Fails as often as the event says, and writes down when it was called. */
const flaky = `let calls = 0;
  export const handler = async ({ failures }, { awsRequestId }) => {
    calls += 1;
    console.log(new Date().toISOString().slice(11, 19) + ' ' + awsRequestId);
    if (calls <= failures) throw new Error('call ' + calls);
  };`;

const callTimes = (rig: LambdaRig): string[] =>
  rig.observed.flatMap((event) => (event.kind === 'lambda-log' ? [event.line.slice(0, 8)] : []));

const startMs = Date.parse('2026-03-01T00:00:00Z');

describe('an asynchronous call', () => {
  it('is answered with 202 and run once, if it succeeds', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('flaky', flaky);
    expect(await rig.invoke('flaky', { failures: 0 }, { InvocationType: 'Event' })).toEqual({
      StatusCode: 202,
      payload: undefined,
    });
    await rig.clock.runUntil(startMs + minutes(600));
    expect(callTimes(rig)).toEqual(['00:00:00']);
  });

  it('A1: is repeated one and then two minutes after it failed, under the same request id', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('flaky', flaky);
    await rig.invoke('flaky', { failures: 9 }, { InvocationType: 'Event' });
    await rig.clock.runUntil(startMs + minutes(600));
    expect(callTimes(rig)).toEqual(['00:00:00', '00:01:00', '00:03:00']);
    const requestIds = rig.observed.flatMap((event) => (event.kind === 'lambda-log' ? [event.line.slice(9)] : []));
    expect(new Set(requestIds).size).toBe(1);
  });

  it('A1: is repeated no more than its configuration says', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('flaky', flaky);
    await rig.deploy('AWS::Lambda::EventInvokeConfig', {
      FunctionName: 'flaky',
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 1,
    });
    await rig.invoke('flaky', { failures: 9 }, { InvocationType: 'Event' });
    await rig.clock.runUntil(startMs + minutes(600));
    expect(callTimes(rig)).toEqual(['00:00:00', '00:01:00']);
  });

  it('A1: is not repeated once it would be older than its configuration allows', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('flaky', flaky);
    await rig.deploy('AWS::Lambda::EventInvokeConfig', {
      FunctionName: 'flaky',
      Qualifier: '$LATEST',
      MaximumEventAgeInSeconds: 90,
    });
    await rig.invoke('flaky', { failures: 9 }, { InvocationType: 'Event' });
    await rig.clock.runUntil(startMs + minutes(600));
    expect(callTimes(rig)).toEqual(['00:00:00', '00:01:00']);
  });

  it('A2: waits ever longer while it is throttled, and is dropped after six hours', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('off', flaky, { ReservedConcurrentExecutions: 0 });
    await rig.invoke('off', { failures: 0 }, { InvocationType: 'Event' });
    await rig.clock.runUntil(startMs + minutes(5));
    await rig.updateFunction('off', flaky, { ReservedConcurrentExecutions: 1 });
    await rig.clock.runUntil(startMs + minutes(600));
    // 1 + 2 + 4 + … + 256 s = 511 s after the event.
    expect(callTimes(rig)).toEqual(['00:08:31']);

    await rig.updateFunction('off', flaky, { ReservedConcurrentExecutions: 0 });
    await rig.invoke('off', { failures: 0 }, { InvocationType: 'Event' });
    await rig.clock.runUntil(startMs + minutes(600 + 361));
    await rig.updateFunction('off', flaky, { ReservedConcurrentExecutions: 1 });
    await rig.clock.runUntil(startMs + minutes(1_400));
    expect(callTimes(rig)).toHaveLength(1);
  });

  it('A3: goes to the failure queue with the reason when it is given up', async () => {
    const rig = createLambdaRig();
    await rig.deploy('AWS::SQS::Queue', { QueueName: 'failed' });
    await rig.deployFunction('flaky', flaky);
    await rig.deploy('AWS::Lambda::EventInvokeConfig', {
      FunctionName: 'flaky',
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:111122223333:failed' } },
    });
    await rig.invoke('flaky', { failures: 9 }, { InvocationType: 'Event' });
    await rig.kernel.work.whenIdle();

    const [message] = rig.sqs.messages('failed');
    expect(JSON.parse(message!.body)).toMatchObject({
      version: '1.0',
      timestamp: '2026-03-01T00:00:00.000Z',
      requestContext: {
        functionArn: `${functionArn('flaky')}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { failures: 9 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'call 1' },
    });
    expect(rig.authorised.find(({ action }) => action === 'sqs:SendMessage')?.caller).toEqual({
      kind: 'role',
      roleArn,
      sessionName: 'flaky',
    });
  });

  it('refuses a failure destination that is no queue', async () => {
    const rig = createLambdaRig();
    await rig.deployFunction('flaky', flaky);
    await expect(
      rig.deploy('AWS::Lambda::EventInvokeConfig', {
        FunctionName: 'flaky',
        Qualifier: '$LATEST',
        DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:eu-west-1:111122223333:topic' } },
      }),
    ).rejects.toThrow('only queues are supported');
  });
});
