import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDurableJournal } from '../../../local/journal/durable-journal.ts';
import { createEventLog } from '../../../local/kernel/event-log.ts';
import { createObserver } from '../../../local/kernel/observer.ts';
import { createRuntime } from '../../../local/runtime.ts';
import { type Call, createPowerStation, type PowerStation, startMs } from './power-cut.ts';
import { arns } from './small-system.ts';

/*
 * What a journal keeps of the past: enough for whoever asks, and none of it in the way of a start.
 */

let station: PowerStation;
beforeEach(() => {
  station = createPowerStation();
});
afterEach(() => station.end());

const hourMs = 3_600_000;

describe('executions that have ended', () => {
  const directory = mkdtempSync(join(tmpdir(), 'past-'));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));
  const start = async () => {
    const runtime = await createRuntime({ clock: { kind: 'skip', startMs }, seed: 1, dataDirectory: directory });
    const call = async (operation: string, input: object) => {
      const caller = { kind: 'administrator' } as const;
      return (await runtime.kernel.call({ service: 'states', operation, input, caller })) as Record<string, unknown>;
    };
    return { runtime, call };
  };

  it('X2: are not read by a start, which goes on with the open ones though nothing of the others can be read', async () => {
    const first = await start();
    const wait = { StartAt: 'W', States: { W: { Type: 'Wait', SecondsPath: '$.seconds', End: true } } };
    const definition = JSON.stringify(wait);
    await first.call('CreateStateMachine', { name: 'system', roleArn: arns.role, definition });
    for (const [name, seconds] of Object.entries({ ended: 1, open: 60 })) {
      const input = JSON.stringify({ seconds });
      await first.call('StartExecution', { stateMachineArn: arns.machine, name, input });
    }
    await first.runtime.runThrough(startMs + 1_000);
    await first.runtime.close();

    const database = new DatabaseSync(join(directory, 'journal.sqlite'));
    const { changes } = database
      .prepare(
        "UPDATE entries SET value = x'00' FROM stores WHERE store = stores.id AND name = 'states/ended-executions'",
      )
      .run();
    expect(changes).toBe(1);
    database.close();

    const second = await start();
    await second.runtime.runThrough(startMs + 60_000);
    expect(await second.call('DescribeExecution', { executionArn: arns.execution('open') })).toMatchObject({
      status: 'SUCCEEDED',
    });
    await expect(second.call('DescribeExecution', { executionArn: arns.execution('ended') })).rejects.toThrow();
    await second.runtime.close();
  });

  it('are listed among the others in the order of their starts, whichever was asked for before', async () => {
    const before = await station.start();
    const wait = { StartAt: 'W', States: { W: { Type: 'Wait', SecondsPath: '$.seconds', End: true } } };
    const machine = { name: 'system', roleArn: arns.role, definition: JSON.stringify(wait) };
    await before.call('states', 'CreateStateMachine', machine);
    const begin = (call: Call, name: string, seconds: number) =>
      call('states', 'StartExecution', { stateMachineArn: arns.machine, name, input: JSON.stringify({ seconds }) });
    for (const [name, seconds] of Object.entries({ a: 1, b: 90, c: 1, d: 90, e: 1 })) {
      await begin(before.call, name, seconds);
    }
    await before.runtime.runThrough(startMs + 1_000);

    const after = await station.cutPower(before);
    await begin(after.call, 'f', 1);
    await after.call('states', 'DescribeExecution', { executionArn: arns.execution('c') });
    await expect(begin(after.call, 'a', 1)).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    const { executions } = await after.call<{ executions: { name: string; status: string }[] }>(
      'states',
      'ListExecutions',
      { stateMachineArn: arns.machine },
    );
    expect(executions.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'f RUNNING',
      'e SUCCEEDED',
      'd RUNNING',
      'c SUCCEEDED',
      'b RUNNING',
      'a SUCCEEDED',
    ]);
  });
});

it('metrics of the last day are there after a power cut, and go on; older ones are not', async () => {
  const before = await station.start();
  const count = (call: Call, Value: number) =>
    call('cloudwatch', 'PutMetricData', {
      Namespace: 'ours',
      MetricData: [{ MetricName: 'Sent', Dimensions: [{ Name: 'kind', Value: 'mail' }], Value, Unit: 'Count' }],
    });
  const sums = async (call: Call) => {
    const { Datapoints } = await call<{ Datapoints: { Sum: number; Unit: string; Timestamp: Date }[] }>(
      'cloudwatch',
      'GetMetricStatistics',
      {
        Namespace: 'ours',
        MetricName: 'Sent',
        Dimensions: [{ Name: 'kind', Value: 'mail' }],
        StartTime: new Date(startMs),
        EndTime: new Date(startMs + 100 * hourMs),
        Period: 60,
        Statistics: ['Sum', 'SampleCount', 'Maximum'],
        ExtendedStatistics: ['p50'],
      },
    );
    return Datapoints;
  };
  await count(before.call, 1);
  await before.runtime.runUntil(startMs + 20 * hourMs);
  await count(before.call, 2);
  await before.runtime.runUntil(startMs + 30 * hourMs);
  await count(before.call, 3);
  await count(before.call, 4);
  const seen = await sums(before.call);
  expect(seen.map(({ Sum }) => Sum)).toEqual([1, 2, 7]);

  const after = await station.cutPower(before);
  expect(await sums(after.call)).toEqual(seen.slice(1));
  await count(after.call, 5);
  expect((await sums(after.call)).map(({ Sum }) => Sum)).toEqual([2, 12]);
});

describe('the event log', () => {
  it('keeps the newest events over restarts, and drops the oldest segment where a new one begins', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'events-'));
    const sizes = { segmentEvents: 3, segments: 2 };
    let sent = 0;
    const open = () => {
      const journal = createDurableJournal(directory);
      const observer = createObserver(() => 0);
      const log = createEventLog(journal, observer, sizes);
      const send = () => {
        sent += 1;
        observer.emit({ kind: 'text-sent', phoneNumber: '+1', message: String(sent), tags: {} });
      };
      const kept = async () =>
        (await log.read()).map((event) => (event.kind === 'text-sent' ? Number(event.message) : event.kind));
      return { journal, send, kept };
    };
    let log = open();
    expect(await log.kept()).toEqual([]);
    for (const expected of [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6], [4, 5, 6, 7]]) {
      log.send();
      expect(await log.kept()).toEqual(expected);
      log.journal.close();
      log = open();
      expect(await log.kept()).toEqual(expected);
    }
    for (let count = 0; count < 8; count += 1) log.send();
    expect(await log.kept()).toEqual([10, 11, 12, 13, 14, 15]);
    log.journal.close();
    rmSync(directory, { recursive: true, force: true });
  });
});

it('a FIFO topic goes on knowing what it took in the last five minutes, and where it was in its numbers', async () => {
  const before = await station.start();
  const { TopicArn } = await before.call('sns', 'CreateTopic', {
    Name: 't.fifo',
    Attributes: { FifoTopic: 'true', ContentBasedDeduplication: 'true' },
  });
  const publish = (call: Call, Message: string) => call('sns', 'Publish', { TopicArn, Message, MessageGroupId: 'g' });
  const early = await publish(before.call, 'early');
  await before.runtime.runUntil(startMs + 4 * 60_000);
  const late = await publish(before.call, 'late');

  const after = await station.cutPower(before);
  await after.runtime.runUntil(startMs + 6 * 60_000);
  expect(await publish(after.call, 'late')).toEqual(late);
  const again = await publish(after.call, 'early');
  expect(again.MessageId).not.toBe(early.MessageId);
  expect(BigInt(String(again.SequenceNumber))).toBe(BigInt(String(late.SequenceNumber)) + 1n);
});

it('activities are there after a power cut, and deleted ones are not', async () => {
  const before = await station.start();
  const { activityArn } = await before.call('states', 'CreateActivity', { name: 'kept' });
  const deleted = await before.call('states', 'CreateActivity', { name: 'deleted' });
  await before.call('states', 'DeleteActivity', deleted);
  const listed = await before.call('states', 'ListActivities', {});
  expect(listed).toMatchObject({ activities: [{ activityArn }] });

  const after = await station.cutPower(before);
  expect(await after.call('states', 'ListActivities', {})).toEqual(listed);
});
