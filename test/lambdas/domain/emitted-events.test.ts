import { describe, expect, it } from 'vitest';
import { bookingEvent, emittedSchemas } from '../../../lambdas/domain/emitted-events.ts';
import { ms } from './support.ts';

const at = ms('2026-03-07T17:00:00Z');

describe('an event of Legwork', () => {
  it('has an id, an instant, the booking and its own fields', () => {
    const { detailType, detail } = bookingEvent('DepositDeclined', 'booking#B-1#deposit-charge#2', 'B-1', at, {
      amountCents: 20_000,
      attempt: 2,
    });
    expect(detailType).toBe('DepositDeclined');
    expect(detail).toMatchObject({
      bookingId: 'B-1',
      occurredAt: '2026-03-07T17:00:00Z',
      amountCents: 20_000,
      attempt: 2,
    });
    expect(detail.eventId).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
    expect(emittedSchemas.DepositDeclined.safeParse(detail).success).toBe(true);
  });

  it('has the same id at every attempt, and another one for every effect and type', () => {
    const id = (key: string, occurredMs = at) =>
      bookingEvent('RentalOverdue', key, 'B-1', occurredMs, {}).detail.eventId;
    expect(id('a', at + 5_000)).toBe(id('a'));
    expect(id('b')).not.toBe(id('a'));
    expect(bookingEvent('RentalNotStarted', 'a', 'B-1', at, {}).detail.eventId).not.toBe(id('a'));
  });
});
