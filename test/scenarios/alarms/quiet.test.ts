import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAssembly } from '../../../sandbox/assembly.ts';
import { parseTape } from '../../../sandbox/tape/parse-tape.ts';
import { playTape } from '../../../sandbox/tape/play-tape.ts';
import { type AlarmedLegwork, prefix, startAlarmedLegwork } from './support/alarmed-legwork.ts';

let legwork: AlarmedLegwork;
beforeAll(async () => {
  legwork = await startAlarmedLegwork();
}, 120_000);
afterAll(() => legwork?.close());

const topicArn = `arn:aws:sns:eu-west-1:111122223333:${prefix}alarms`;
const states = async () => {
  const { MetricAlarms } = await legwork.call<{ MetricAlarms: { StateValue: string }[] }>(
    'cloudwatch',
    'DescribeAlarms',
    {
      AlarmNamePrefix: prefix,
    },
  );
  return new Set(MetricAlarms.map(({ StateValue }) => StateValue));
};

describe('where nothing goes wrong', () => {
  it('a tape of a quiet ride fires no alarm', async () => {
    const text = readFileSync(new URL('../tapes/quiet-ride.json', import.meta.url), 'utf8');
    const report = await playTape(parseTape(text), {
      assemblyDirectory: await ensureAssembly(() => {}),
      seed: 1,
      log: () => {},
    });
    expect(report.alarms).toEqual([]);
    expect(report.permissions.missing).toEqual([]);
  });

  it('every alarm is OK from its first evaluation on, and stays so for a quiet month', async () => {
    await legwork.pass(2);
    expect(await states()).toEqual(new Set(['OK']));
    await legwork.pass(30 * 24 * 60);
    expect(await states()).toEqual(new Set(['OK']));
    expect(legwork.changes()).toEqual([]);
  });
});

describe('an alarm that fires', () => {
  it('tells the subscribers of the topic when it does and when it clears, with its runbook', async () => {
    const { QueueUrl } = await legwork.call<{ QueueUrl: string }>('sqs', 'CreateQueue', { QueueName: 'on-call' });
    const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:on-call';
    const Statement = [
      { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queueArn },
    ];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await legwork.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
    await legwork.call('sns', 'Subscribe', { TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn });

    await legwork.tell('BookingCancelled', { bookingId: 'B-1' });
    await legwork.expectToFire('dead-letters-dead-letters');
    const deadLetters = { QueueName: `${prefix}dead-letters` };
    const { QueueUrl: letters } = await legwork.call<{ QueueUrl: string }>('sqs', 'GetQueueUrl', deadLetters);
    await legwork.call('sqs', 'PurgeQueue', { QueueUrl: letters });
    await legwork.expectToClear('dead-letters-dead-letters', 5);

    const { Messages } = await legwork.call<{ Messages: { Body: string }[] }>('sqs', 'ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: 10,
    });
    const told = Messages.map(({ Body }) => JSON.parse((JSON.parse(Body) as { Message: string }).Message));
    expect(told).toMatchObject([
      {
        AlarmName: `${prefix}dead-letters-dead-letters`,
        NewStateValue: 'ALARM',
        OldStateValue: 'OK',
        AlarmDescription: expect.stringMatching(/Runbook: docs\/runbooks\/dead-letters\.md$/),
      },
      { AlarmName: `${prefix}dead-letters-dead-letters`, NewStateValue: 'OK', OldStateValue: 'ALARM' },
    ]);
  });
});
