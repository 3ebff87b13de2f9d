import { type SignalType, signalKey } from '../../../../lambdas/domain/signals.ts';

/** Types of signal by one letter each: S starts a booking, A and B are two others. */
const letters = { S: 'BookingConfirmed', A: 'ChargesAssessed', B: 'RentalStarted' } as const;
export type Letter = keyof typeof letters;

export const signalTypeOf = (letter: Letter): SignalType => letters[letter];

const identityOf = (index: number) => ({
  eventId: `event-${index}`,
  occurredAt: `2026-03-01T10:0${index}:00.000Z`,
  version: 1,
});

export const keyOfSignal = (index: number): string => signalKey(identityOf(index));

const booking = {
  id: 'B-1',
  customerId: 'C-1',
  zone: 'Europe/Berlin',
  start: '2026-03-10T10:00:00Z',
  end: '2026-03-12T10:00:00Z',
  vehicleId: 'V-1',
  deposit: { amountCents: 20_000, currency: 'EUR' },
  paymentMethodId: 'pm_1',
  legs: [],
};

const details: Record<Letter, object> = {
  S: { booking },
  A: { bookingId: 'B-1', amountCents: 100, reason: 'fuel' },
  B: { bookingId: 'B-1', vehicleId: 'V-1', startedAt: '2026-03-10T10:00:00Z' },
};

/** Body of the message that brings the signal, as a rule of the bus sends it to the queue. */
export function bodyOf(index: number, letter: Letter): string {
  return JSON.stringify({
    source: 'booking-service',
    'detail-type': letters[letter],
    detail: { ...identityOf(index), ...details[letter] },
  });
}

/** For traces: its letter, with its place where there are several of that letter. */
export function nameOfSignal(signals: readonly Letter[], index: number): string {
  const letter = signals[index]!;
  return signals.indexOf(letter) === index ? letter : `${letter}${index}`;
}

export function nameOfKey(signals: readonly Letter[], key: string): string {
  return nameOfSignal(
    signals,
    signals.findIndex((_, at) => keyOfSignal(at) === key),
  );
}
