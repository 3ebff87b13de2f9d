import { describe, expect, it } from 'vitest';
import { createDropNotification } from '../../../lambdas/activities/drop-notification.ts';
import { createSendNotification } from '../../../lambdas/activities/send-notification.ts';
import { cancelled, changed, confirmed, returned, type Step, started } from '../domain/support.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

const start = '2026-03-10T17:00:00Z';
const end = '2026-03-13T17:00:00Z';
const pickup = { kind: 'pickup-24h', lookAt: start, dueAt: '2026-03-09T17:00:00Z' };
const overdue = (n: number, dueAt: string) => ({ kind: `overdue-${n}`, lookAt: end, dueAt });
const rented: readonly Step[] = [confirmed(), started('2026-03-10T17:05:00Z')];

function firing(now: string, ...steps: readonly Step[]) {
  const world = createWorld(now);
  world.live(...steps);
  const dependencies = dependenciesOf(world);
  const send = createSendNotification(() => dependencies, world.platform);
  const drop = createDropNotification(() => dependencies, world.platform);
  const subject = { bookingId: 'B-1' };
  return {
    world,
    fire: (reminder: object, attempt = 0) => world.invoke(send, { subject, ...reminder, attempt }),
    giveUp: (reminder: object) => world.invoke(drop, { subject, ...reminder }),
  };
}

describe('a reminder that fires', () => {
  it('is sent by its channel, and told of', async () => {
    const { world, fire } = firing('2026-03-09T17:00:20Z', confirmed());
    expect(await fire(pickup)).toEqual({ outcome: 'sent' });
    expect(world.messages).toEqual(['pickup-24h to ada@example.com']);
    expect(world.emitted).toMatchObject([
      {
        detailType: 'ReminderSent',
        detail: { bookingId: 'B-1', kind: 'pickup-24h', channel: 'email', dueAt: '2026-03-09T17:00:00Z' },
      },
    ]);
  });

  it('goes as a text where its channel is sms', async () => {
    const { world, fire } = firing('2026-03-10T15:00:00Z', confirmed());
    await fire({ kind: 'pickup-2h', lookAt: start, dueAt: '2026-03-10T15:00:00Z' });
    expect(world.messages).toEqual(['pickup-2h to +15550100']);
  });

  it('is sent once, however often it fires', async () => {
    const { world, fire } = firing('2026-03-09T17:00:00Z', confirmed());
    await fire(pickup);
    expect(await fire(pickup)).toEqual({ outcome: 'already' });
    expect(world.messages).toHaveLength(1);
    expect(world.told()).toEqual(['ReminderSent']);
  });

  it('is sent once, although the bus refused its event', async () => {
    const { world, fire } = firing('2026-03-09T17:00:00Z', confirmed());
    world.outages.add('bus');
    await expect(fire(pickup)).rejects.toThrow();
    world.outages.clear();
    expect(await fire(pickup, 1)).toEqual({ outcome: 'already' });
    expect(world.messages).toHaveLength(1);
    expect(world.told()).toEqual(['ReminderSent']);
  });

  it.each<[string, Step]>([
    ['the booking was cancelled', cancelled('2026-03-05T00:00:00Z')],
    ['the start was moved', changed({ start: '2026-03-11T17:00:00Z' }, '2026-03-05T00:00:00Z')],
    ['the zone moved it', changed({ zone: 'Asia/Tokyo' }, '2026-03-05T00:00:00Z')],
    ['the rental has started', started('2026-03-09T16:00:00Z')],
  ])('is withdrawn silently where %s', async (_, step) => {
    const { world, fire } = firing('2026-03-09T17:00:00Z', confirmed(), step);
    expect(await fire(pickup)).toEqual({ outcome: 'withdrawn' });
    expect(world.messages).toEqual([]);
    expect(world.emitted).toEqual([]);
  });

  it('that was withdrawn is sent when the booking is back at its instant', async () => {
    const { world, fire } = firing(
      '2026-03-09T17:00:00Z',
      confirmed(),
      changed({ start: '2026-03-11T17:00:00Z' }, '2026-03-05T00:00:00Z'),
    );
    await fire(pickup);
    world.live(confirmed());
    expect(await fire(pickup)).toEqual({ outcome: 'sent' });
  });

  it('of a booking that nobody knows any more is withdrawn', async () => {
    const { world, fire } = firing('2026-03-09T17:00:00Z', confirmed());
    world.bookingStates.clear();
    expect(await fire(pickup)).toEqual({ outcome: 'withdrawn' });
  });

  it('is not withdrawn once it has fired: it is judged by what it says', async () => {
    const { world, fire } = firing('2026-03-09T17:00:00Z', confirmed());
    world.outages.add('notifications');
    await expect(fire(pickup)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    world.outages.clear();
    world.live(confirmed(), changed({ start: '2026-03-11T17:00:00Z' }, '2026-03-09T17:00:10Z'));
    expect(await fire(pickup, 1)).toEqual({ outcome: 'sent' });
  });

  it('is dropped as not applicable where that comes true between two tries', async () => {
    const { world, fire } = firing('2026-03-09T17:00:00Z', confirmed());
    world.outages.add('bookings');
    await expect(fire(pickup)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    world.live(confirmed(), started('2026-03-09T17:00:10Z'));
    expect(await fire(pickup, 1)).toEqual({ outcome: 'dropped' });
    expect(world.emitted).toMatchObject([{ detailType: 'ReminderDropped', detail: { reason: 'not-applicable' } }]);
  });

  it('for the return of a rental that never started is dropped as not applicable', async () => {
    const { world, fire } = firing('2026-03-12T17:00:00Z', confirmed());
    const reminder = { kind: 'return-24h', lookAt: end, dueAt: '2026-03-12T17:00:00Z' };
    expect(await fire(reminder)).toEqual({ outcome: 'dropped' });
    expect(world.emitted).toMatchObject([
      { detail: { kind: 'return-24h', channel: 'email', dueAt: '2026-03-12T17:00:00Z', reason: 'not-applicable' } },
    ]);
  });

  it.each([
    ['2026-03-10T05:00:00Z', 'sent'],
    ['2026-03-10T05:00:00.001Z', 'dropped'],
  ] as const)('twelve hours late at %s is %s', async (now, outcome) => {
    const { world, fire } = firing(now, confirmed());
    expect(await fire(pickup)).toEqual({ outcome });
    if (outcome === 'dropped') expect(world.emitted).toMatchObject([{ detail: { reason: 'late' } }]);
  });

  it('that was dropped is not sent later', async () => {
    const { world, fire } = firing('2026-03-10T06:00:00Z', confirmed());
    await fire(pickup);
    world.at('2026-03-09T18:00:00Z');
    expect(await fire(pickup)).toEqual({ outcome: 'already' });
    expect(world.messages).toEqual([]);
  });
});

describe('an overdue car', () => {
  it('is told of with the first overdue reminder that is sent for its end, and with no other', async () => {
    const { world, fire } = firing('2026-03-13T17:30:00Z', ...rented);
    await fire(overdue(1, '2026-03-13T17:30:00Z'));
    await fire(overdue(2, '2026-03-14T17:30:00Z'));
    expect(world.told()).toEqual(['ReminderSent', 'RentalOverdue', 'ReminderSent']);
  });

  it('is told of with the second reminder where the first was dropped', async () => {
    const { world, fire } = firing('2026-03-14T06:00:00Z', ...rented);
    await fire(overdue(1, '2026-03-13T17:30:00Z'));
    world.at('2026-03-14T17:30:00Z');
    await fire(overdue(2, '2026-03-14T17:30:00Z'));
    expect(world.told()).toEqual(['ReminderDropped', 'ReminderSent', 'RentalOverdue']);
  });

  it('is told of again for another end', async () => {
    const { world, fire } = firing('2026-03-13T17:30:00Z', ...rented);
    await fire(overdue(1, '2026-03-13T17:30:00Z'));
    world.live(...rented, changed({ end: '2026-03-14T17:00:00Z' }, '2026-03-13T18:00:00Z'));
    world.at('2026-03-14T17:30:00Z');
    await fire({ kind: 'overdue-1', lookAt: '2026-03-14T17:00:00Z', dueAt: '2026-03-14T17:30:00Z' });
    expect(world.told().filter((type) => type === 'RentalOverdue')).toHaveLength(2);
  });
});

describe('a rental that has not started', () => {
  const check = { kind: 'rental-not-started', lookAt: start, dueAt: '2026-03-10T19:00:00Z' };

  it('is told of once, without a message, however late', async () => {
    const { world, fire } = firing('2026-03-20T00:00:00Z', confirmed());
    await fire(check);
    await fire(check);
    expect(world.messages).toEqual([]);
    expect(world.told()).toEqual(['RentalNotStarted']);
  });

  it.each([0, 1])('is not told of where it has started (call %i)', async (attempt) => {
    const { world, fire } = firing('2026-03-10T19:00:00Z', ...rented);
    expect(await fire(check, attempt)).toEqual({ outcome: 'withdrawn' });
    expect(world.emitted).toEqual([]);
  });
});

describe('the e-mail after a decline', () => {
  const email = { kind: 'deposit-declined', lookAt: '2026-03-07T17:00:00Z', dueAt: '2026-03-07T17:00:00Z' };

  it('is sent for each decline, also of a booking that has changed', async () => {
    const { world, fire } = firing('2026-03-07T17:00:00Z', confirmed(), returned('2026-03-07T17:00:00Z'));
    await fire(email);
    await fire({ ...email, lookAt: '2026-03-08T17:00:00Z', dueAt: '2026-03-08T17:00:00Z' });
    expect(world.messages).toEqual(Array(2).fill('deposit-declined to ada@example.com'));
  });

  it('is dropped as late after 24 hours', async () => {
    const { world, fire } = firing('2026-03-08T17:00:01Z', confirmed());
    expect(await fire(email)).toEqual({ outcome: 'dropped' });
    expect(world.emitted).toMatchObject([{ detail: { kind: 'deposit-declined', reason: 'late' } }]);
  });
});

describe('a message that no provider took for a day', () => {
  it('is dropped as late', async () => {
    const { world, giveUp } = firing('2026-03-10T16:45:30Z', confirmed());
    expect(await giveUp(pickup)).toEqual({});
    expect(world.emitted).toMatchObject([
      { detailType: 'ReminderDropped', detail: { reason: 'late', channel: 'email' } },
    ]);
  });

  it('is told of as sent where it went out after all', async () => {
    const { world, fire, giveUp } = firing('2026-03-09T17:00:00Z', confirmed());
    await fire(pickup);
    await giveUp(pickup);
    expect(world.told()).toEqual(['ReminderSent']);
  });
});
