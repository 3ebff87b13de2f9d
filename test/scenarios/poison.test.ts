import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObservedEvent } from '../../local/runtime.ts';
import { ensureAssembly } from '../../sandbox/assembly.ts';
import { type LegworkSandbox, startLegwork } from '../../sandbox/legwork.ts';

const startMs = Date.parse('2026-03-01T09:00:00Z');
const booking = {
  id: 'B-1',
  customerId: 'C-1',
  zone: 'Europe/Berlin',
  start: '2026-03-05T10:00:00Z',
  end: '2026-03-06T10:00:00Z',
  vehicleId: 'V-1',
  deposit: { amountCents: 0, currency: 'EUR' },
  paymentMethodId: 'pm_1',
  legs: [],
};
const confirmed = { eventId: 'evt-1', occurredAt: '2026-03-01T09:00:00Z', version: 1, booking };
const cancelled = { eventId: 'evt-2', occurredAt: '2026-03-01T09:00:00Z', version: 2, bookingId: 'B-1' };
const administrator = { kind: 'administrator' } as const;

type DeadLetter = Extract<ObservedEvent, { kind: 'message-dead-lettered' }>;

describe('poison', () => {
  let legwork: LegworkSandbox;
  const observed: ObservedEvent[] = [];
  const deadLetters = (): DeadLetter[] => observed.filter((event) => event.kind === 'message-dead-lettered');
  const idle = (): Promise<void> => legwork.runtime.kernel.work.whenIdle();

  beforeAll(async () => {
    legwork = await startLegwork({
      assemblyDirectory: await ensureAssembly(() => {}),
      clock: { kind: 'skip', startMs },
      seed: 1,
      port: 0,
      onEvent: (event) => observed.push(event),
    });
  });
  afterAll(() => legwork?.close());

  it.each([
    [
      'a booking in no zone',
      'BookingConfirmed',
      { ...confirmed, booking: { ...booking, zone: 'Mars/Olympus' } },
      /zone/,
    ],
    [
      'an end before its start',
      'BookingConfirmed',
      { ...confirmed, booking: { ...booking, end: booking.start } },
      /end/,
    ],
    [
      'no booking at all',
      'BookingConfirmed',
      { eventId: 'e', occurredAt: confirmed.occurredAt, version: 1 },
      /booking/,
    ],
    ['a version below one', 'BookingCancelled', { ...cancelled, version: 0, reason: 'r' }, /version/],
    [
      'an instant that is none',
      'BookingCancelled',
      { ...cancelled, occurredAt: 'yesterday', reason: 'r' },
      /occurredAt/,
    ],
    [
      'an event of last year',
      'BookingCancelled',
      { ...cancelled, occurredAt: '2025-02-01T00:00:00Z', reason: 'r' },
      /occurredAt/,
    ],
    ['an event of 300 KB', 'BookingCancelled', { ...cancelled, reason: 'x'.repeat(300_000) }, /bytes|large|KB|long/i],
  ])('with %s goes to the dead-letter queue at once, with its reason', async (_, detailType, detail, reason) => {
    const before = deadLetters().length;
    expect(await legwork.emit(detailType, detail)).toBeNull();
    await idle();
    const [letter, ...more] = deadLetters().slice(before);
    expect(more).toEqual([]);
    expect(letter?.atMs).toBe(startMs);
    expect(letter?.attributes.reason).toMatch(reason);
  });

  it('that is not JSON goes there too, and what comes in the same batch is handled', async () => {
    const before = deadLetters().length;
    const { queueUrl } = await queueOfEvents();
    await legwork.runtime.kernel.call({
      service: 'sqs',
      operation: 'SendMessage',
      input: { QueueUrl: queueUrl, MessageBody: '{ this is not JSON' },
      caller: administrator,
    });
    await legwork.emit('BookingConfirmed', confirmed);
    await idle();
    const letters = deadLetters().slice(before);
    expect(letters.map(({ body }) => body)).toEqual(['{ this is not JSON']);
    expect(letters[0]?.attributes.reason).toBe('not an event of the bus');
    expect(observed.filter((event) => event.kind === 'execution-started').map(({ name }) => name)).toEqual([
      'booking-B-1-r1',
    ]);
  });

  it('is told to its sender where the bus itself refuses it', async () => {
    expect(await legwork.emit('BookingConfirmed', 'this is not JSON')).toMatch(/MalformedDetail/);
  });

  it('leaves its event id unseen: the same id, well-formed, counts', async () => {
    await legwork.emit('BookingCancelled', { ...cancelled, reason: 'customer' });
    await legwork.runtime.runThrough(startMs + 60_000);
    const closed = observed.filter((event) => event.kind === 'event-published' && event.detailType === 'BookingClosed');
    expect(closed).toHaveLength(1);
  });

  /** The queue between the bus and the router. */
  async function queueOfEvents(): Promise<{ queueUrl: string }> {
    const { QueueUrls } = (await legwork.runtime.kernel.call({
      service: 'sqs',
      operation: 'ListQueues',
      input: {},
      caller: administrator,
    })) as { QueueUrls: string[] };
    const url = QueueUrls.find((one) => one.endsWith('-events'));
    if (url === undefined) throw new Error(`no queue of events among ${QueueUrls.join(', ')}`);
    return { queueUrl: url };
  }
});
