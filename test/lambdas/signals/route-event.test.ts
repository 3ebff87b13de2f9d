import { ExecutionAlreadyExists, TaskTimedOut } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRouteEvent } from '../../../lambdas/signals/route-event.ts';
import { createRig, now, pendingSignal } from './support/rig.ts';
import { bodyOf, keyOfSignal } from './support/signals.ts';

const confirmed = bodyOf(0, 'S');
const assessed = bodyOf(1, 'A');
const confirmedKey = 'signal#2026-03-01T10:00:00.000Z#0000000001#event-0';
const assessedKey = 'signal#2026-03-01T10:01:00.000Z#0000000001#event-1';

describe('route-event', () => {
  let rig: Awaited<ReturnType<typeof createRig>>;
  let route: (...bodies: string[]) => Promise<unknown>;

  beforeEach(async () => {
    rig = await createRig();
    const handler = createRouteEvent(rig.connect, rig.platform);
    route = (...bodies) =>
      handler(
        { Records: bodies.map((body, index) => ({ messageId: `m-${index}`, body, eventSource: 'aws:sqs' })) },
        rig.context(),
      );
  });

  it('stores a start event, creates the instance and starts its first run on the live alias', async () => {
    expect(await route(confirmed)).toEqual({ batchItemFailures: [] });
    expect(await rig.items()).toEqual({
      [confirmedKey]: {
        type: 'BookingConfirmed',
        payload: { booking: expect.objectContaining({ id: 'B-1' }) },
        receivedAt: now,
        pendingSince: now,
      },
      instance: { run: 1, status: 'starting', openedAt: now, expectedBy: '2026-03-01T12:15:00.000Z' },
    });
    expect(rig.sent).toEqual([
      {
        command: 'StartExecution',
        input: {
          stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:legwork-booking:live',
          name: 'booking-B-1-r1',
          input: '{"type":"booking","id":"B-1","run":1}',
        },
      },
    ]);
    expect(rig.platform.counted).toEqual({ SignalReceived: 1 });
  });

  it('starts a run that somebody has announced and not started', async () => {
    await rig.put({ sk: 'instance', run: 3, status: 'starting' });
    await route(assessed);
    expect(rig.sent.map(({ input }) => input.name)).toEqual(['booking-B-1-r3']);
  });

  it('stops the runs before one that was forced, and starts it no earlier than it may', async () => {
    await rig.put({ sk: 'instance', run: 3, status: 'starting', stopFrom: 1, startAfter: '2026-03-01T12:00:01.000Z' });
    await route(assessed);
    const executions = 'arn:aws:states:eu-west-1:111122223333:execution:legwork-booking:';
    expect(rig.sent.map(({ command, input }) => [command, input.executionArn])).toEqual([
      ['StopExecution', `${executions}booking-B-1-r1`],
      ['StopExecution', `${executions}booking-B-1-r2`],
    ]);
    rig.platform.now += 1_000;
    await route(assessed);
    expect(rig.sent.at(-1)?.input.name).toBe('booking-B-1-r3');
  });

  it('takes a run that was started already for started', async () => {
    rig.failures.set('StartExecution', new ExecutionAlreadyExists({ message: '', $metadata: {} }));
    expect(await route(confirmed)).toEqual({ batchItemFailures: [] });
  });

  it('stores a signal that nothing begins with, and leaves it at that while there is no workflow', async () => {
    await route(assessed);
    expect(Object.keys(await rig.items())).toEqual([assessedKey]);
    expect(rig.sent).toEqual([]);
  });

  it('delivers the oldest accepted signal, whoever brought it', async () => {
    await rig.put({ sk: 'instance', run: 1, status: 'open', wait: { token: 't-1', accepts: ['ChargesAssessed'] } });
    await rig.put(pendingSignal('signal#2026-03-01T09:00:00.000Z#0000000007#older', 'ChargesAssessed'));
    await rig.put(pendingSignal('signal#2026-03-01T08:00:00.000Z#0000000001#other', 'RentalStarted'));
    await route(assessed);
    expect(rig.sent.map(({ input }) => [input.taskToken, JSON.parse(input.output)])).toEqual([
      [
        't-1',
        {
          signal: { sk: 'signal#2026-03-01T09:00:00.000Z#0000000007#older', type: 'ChargesAssessed', version: 7 },
          carry: ['signal#2026-03-01T09:00:00.000Z#0000000007#older'],
          more: true,
        },
      ],
    ]);
  });

  it('carries on what the instance consumed and nobody has cleaned yet, and does not deliver it again', async () => {
    const accepts = ['ChargesAssessed', 'BookingConfirmed'];
    const consumed = ['signal#2026-02-01T00:00:00.000Z#0000000001#cleaned', confirmedKey];
    await rig.put({ sk: 'instance', run: 1, status: 'open', consumed, wait: { token: 't-1', accepts } });
    await rig.put(pendingSignal(confirmedKey, 'BookingConfirmed'));
    await route(assessed);
    expect(JSON.parse(rig.sent[0]?.input.output)).toEqual({
      signal: { sk: assessedKey, type: 'ChargesAssessed', version: 1 },
      carry: [confirmedKey, assessedKey],
      more: false,
    });
  });

  it('leaves the signal to the next wait where this one has ended', async () => {
    await rig.put({ sk: 'instance', run: 1, status: 'open', wait: { token: 't-1', accepts: ['ChargesAssessed'] } });
    rig.failures.set('SendTaskSuccess', new TaskTimedOut({ message: '', $metadata: {} }));
    expect(await route(assessed)).toEqual({ batchItemFailures: [] });
    expect((await rig.items())[assessedKey]).toHaveProperty('pendingSince');
  });

  it('goes on with a duplicate that is pending, and forgets one that is not', async () => {
    await route(confirmed);
    await route(confirmed);
    expect(rig.sent).toHaveLength(2);
    await rig.put({ sk: confirmedKey, type: 'BookingConfirmed', consumedBy: 1 });
    await route(confirmed);
    expect(rig.sent).toHaveLength(2);
    expect(rig.platform.counted).toEqual({ SignalReceived: 1, SignalDuplicate: 2 });
  });

  describe('after the close', () => {
    beforeEach(() => rig.put({ sk: 'instance', run: 1, status: 'closed', consumed: [confirmedKey] }));

    it('reports a signal as undeliverable and cleans it; a duplicate is reported no more', async () => {
      await route(assessed);
      await route(assessed);
      expect(rig.emitted()).toEqual([
        {
          type: 'UndeliverableSignal',
          eventId: 'undeliverable.event-1',
          occurredAt: now,
          bookingId: 'B-1',
          signal: 'ChargesAssessed',
          reason: 'closed',
        },
      ]);
      expect((await rig.items())[assessedKey]).toEqual({
        type: 'ChargesAssessed',
        receivedAt: now,
        ttl: Date.parse('2027-04-05T12:00:00Z') / 1000,
      });
      expect(rig.platform.counted).toMatchObject({ Undeliverable: 1 });
    });

    it('does not report what the workflow consumed before', async () => {
      await rig.put(pendingSignal(confirmedKey, 'BookingConfirmed'));
      await route(confirmed);
      expect(rig.emitted()).toEqual([]);
    });

    it('lets the message come again where the bus did not take the report', async () => {
      rig.failures.set('PutEvents', new Error('throttled'));
      expect(await route(assessed)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
      expect((await rig.items())[assessedKey]).toHaveProperty('pendingSince');
    });
  });

  it.each([
    ['text that is not JSON', '{"detail', 'not an event of the bus'],
    ['an empty body', '', 'not an event of the bus'],
    ['JSON that is no event of the bus', '{"Records":[]}', 'not an event of the bus'],
    ['an event whose schema is wrong', changed({ version: 0 }), 'ChargesAssessed: version: has to be 1 or more'],
    [
      'an event without its booking',
      changed({ bookingId: undefined }),
      expect.stringMatching(/^ChargesAssessed: bookingId: /),
    ],
    [
      'an event that is more than 365 days old',
      changed({ occurredAt: '2025-03-01T11:59:59Z' }),
      'ChargesAssessed: occurredAt: more than 365 days past',
    ],
    ['a payload over 32 KB', changed({ reason: 'ä'.repeat(16_384) }), 'ChargesAssessed: detail: over 32768 bytes'],
  ])('sends %s to the dead-letter queue at once, with the reason, and is done with it', async (_, body, reason) => {
    expect(await route(body)).toEqual({ batchItemFailures: [] });
    expect(rig.sent).toEqual([
      {
        command: 'SendMessage',
        input: {
          QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters',
          MessageBody: body,
          MessageAttributes: { reason: { DataType: 'String', StringValue: reason } },
        },
      },
    ]);
    expect(await rig.items()).toEqual({});
    expect(rig.platform.counted).toEqual({ Poison: 1 });
  });

  it('ignores a type of event that nothing here acts on', async () => {
    const body = JSON.stringify({ 'detail-type': 'VehicleWashed', detail: {} });
    expect(await route(body)).toEqual({ batchItemFailures: [] });
    expect(rig.sent).toEqual([]);
    expect(rig.platform.counted).toEqual({ EventIgnored: 1 });
  });

  it('takes the messages of a batch in their order, and gives back only those that failed', async () => {
    rig.failures.set('SendMessage', new Error('throttled'));
    expect(await route('poison', confirmed, assessed)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
    expect(rig.sent.map(({ command }) => command)).toEqual(['SendMessage', 'StartExecution', 'StartExecution']);
    expect(Object.keys(await rig.items())).toEqual(['instance', confirmedKey, assessedKey]);
  });

  it('gives back the whole batch, without failing itself, while nothing can be started', async () => {
    rig.failures.set('StartExecution', new Error('down'));
    expect(await route(confirmed, assessed)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-0' }, { itemIdentifier: 'm-1' }],
    });
    expect(rig.platform.lines).toEqual([
      expect.objectContaining({ level: 'warn', fields: { messageId: 'm-0', errorName: 'Error' } }),
      expect.objectContaining({ level: 'warn', fields: { messageId: 'm-1', errorName: 'Error' } }),
    ]);
  });

  it('logs ids, never what an event says', async () => {
    await route(changed({ reason: 'Erika Mustermann scratched it' }), '"Erika Mustermann"');
    expect(rig.platform.lines.map(({ message, fields }) => [message, fields])).toEqual([
      [
        'A signal was routed',
        {
          messageId: 'm-0',
          workflowType: 'booking',
          workflowId: 'B-1',
          signalType: 'ChargesAssessed',
          eventId: 'event-1',
          outcome: 'stored',
        },
      ],
      ['A message is poison', { messageId: 'm-1', reason: 'not an event of the bus' }],
    ]);
  });

  it('names signals so that the order of keys is the order of instants, versions and ids', () => {
    expect(keyOfSignal(0)).toBe(confirmedKey);
  });
});

/** The message about charges with some of its detail changed. */
function changed(detail: object): string {
  const event = JSON.parse(assessed);
  return JSON.stringify({ ...event, detail: { ...event.detail, ...detail } });
}
