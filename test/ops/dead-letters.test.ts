import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork, startMs } from './support/operated-legwork.ts';

interface Letter {
  readonly messageId: string;
  readonly subject: string;
  readonly reason: string;
}

describe('legwork dead-letters', () => {
  let operated: OperatedLegwork;

  beforeAll(async () => {
    operated = await operateLegwork();
    await operated.tell('BookingConfirmed', 'evt-poison', { booking: booking('B-1', { end: '2026-03-09T10:00:00Z' }) });
  });
  afterAll(() => operated?.close());

  const letters = (queue: string) => operated.legworkJson<readonly Letter[]>('dead-letters', 'list', queue);
  const deployedDeadLetterQueues = async () => {
    const { QueueUrls } = (await operated.runtime.kernel.call({
      service: 'sqs',
      operation: 'ListQueues',
      input: {},
      caller: { kind: 'administrator' },
    })) as { QueueUrls: readonly string[] };
    const names = QueueUrls.map((url) => url.split('/').at(-1)?.replace('legwork-development-', '') ?? '');
    return names.filter((name) => name !== 'events').sort();
  };
  /** A body that the router takes, as if it had failed on it before. */
  const putAside = (body: unknown) =>
    operated.runtime.kernel.call({
      service: 'sqs',
      operation: 'SendMessage',
      input: {
        QueueUrl: `${operated.runtime.endpoint}/${operated.runtime.kernel.accountId}/legwork-development-dead-letters`,
        MessageBody: JSON.stringify(body),
      },
      caller: { kind: 'administrator' },
    });

  it('lists every dead-letter queue of the stage with the number of its messages', async () => {
    const { exitCode, out } = await operated.legwork(['dead-letters', 'list']);

    expect(exitCode).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(' ')[0])
        .sort(),
    ).toEqual(await deployedDeadLetterQueues());
    expect(out).toMatch(/dead-letters +1 +events that are poison/);
  });

  it('says of a message what it is and why it is there, without taking it away', async () => {
    const [letter] = await letters('dead-letters');
    expect(letter).toMatchObject({
      subject: 'BookingConfirmed B-1',
      reason: expect.stringContaining('has to be after start'),
    });

    expect(await letters('dead-letters')).toHaveLength(1);
  });

  it('shows one message with its body', async () => {
    const [letter] = await letters('dead-letters');
    const { exitCode, out } = await operated.legwork(['dead-letters', 'show', 'dead-letters', letter?.messageId ?? '']);

    expect(exitCode).toBe(0);
    expect(out).toContain('"eventId":"evt-poison"');
    expect(await operated.legwork(['dead-letters', 'show', 'dead-letters', 'no-such'])).toMatchObject({ exitCode: 4 });
  });

  it('sends nothing back when run dry, or when no message is named', async () => {
    const dry = await operated.legwork(['dead-letters', 'send-back', 'dead-letters', '--all', '--dry-run']);
    const unnamed = await operated.legwork(['dead-letters', 'send-back', 'dead-letters', '--yes']);

    expect(dry.out).toContain('Would be sent back: 1 message.');
    expect(unnamed.exitCode).toBe(2);
    expect(await letters('dead-letters')).toHaveLength(1);
  });

  it('sends one message back to the router, and leaves the others', async () => {
    const detail = {
      eventId: 'evt-2',
      occurredAt: new Date(startMs).toISOString(),
      version: 1,
      booking: booking('B-2'),
    };
    await putAside({ 'detail-type': 'BookingConfirmed', source: 'booking-service', detail });
    const chosen = (await letters('dead-letters')).find(({ subject }) => subject === 'BookingConfirmed B-2');

    const { exitCode, out } = await operated.legwork([
      'dead-letters',
      'send-back',
      'dead-letters',
      chosen?.messageId ?? '',
      '--yes',
    ]);
    await operated.runtime.kernel.work.whenIdle();

    expect({ exitCode, out }).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('Were sent back: 1 message.'),
    });
    expect((await letters('dead-letters')).map(({ subject }) => subject)).toEqual(['BookingConfirmed B-1']);
    expect(await operated.legworkJson('show', 'booking', 'B-2')).toMatchObject({ status: 'open' });
  });

  it('sends no firing back that the next one has made up for', async () => {
    const { exitCode, error } = await operated.legwork([
      'dead-letters',
      'send-back',
      'undelivered-vehicle-check',
      '--all',
      '--yes',
    ]);

    expect(exitCode).toBe(2);
    expect(error).toContain('the next firing');
  });
});
