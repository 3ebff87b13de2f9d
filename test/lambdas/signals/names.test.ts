import { describe, expect, it } from 'vitest';
import * as errors from '../../../lambdas/domain/errors.ts';
import { errorNames } from '../../../lambdas/domain/errors.ts';
import {
  acceptedTypes,
  derivedEventId,
  parseSignalKey,
  signalKey,
  startTypes,
} from '../../../lambdas/domain/signals.ts';
import { executionName, workflowTypes } from '../../../lambdas/domain/workflow-types.ts';

describe('the key of a signal', () => {
  it('has the instant in 24 characters and the version in ten digits', () => {
    expect(signalKey({ eventId: 'e-1', occurredAt: '2026-03-01T10:00:00Z', version: 12 })).toBe(
      'signal#2026-03-01T10:00:00.000Z#0000000012#e-1',
    );
  });

  it('orders by instant, then version, then id, whatever the spelling of the instant', () => {
    const keys = [
      { eventId: 'z', occurredAt: '2026-03-01T09:59:59.9Z', version: 99 },
      { eventId: 'z', occurredAt: '2026-03-01T10:00:00Z', version: 9 },
      { eventId: 'a', occurredAt: '2026-03-01T10:00:00.000Z', version: 10 },
      { eventId: 'b', occurredAt: '2026-03-01T10:00:00.0000Z', version: 10 },
      { eventId: 'a', occurredAt: '2026-03-01T10:00:00.001Z', version: 1 },
    ].map(signalKey);
    expect(keys.toSorted()).toEqual(keys);
  });

  it('gives back what it was made of', () => {
    const identity = { eventId: 'e.1_a-b', occurredAt: '2026-03-01T10:00:00.000Z', version: 0 };
    expect(parseSignalKey(signalKey(identity))).toEqual(identity);
  });

  it.each([
    { eventId: 'e', occurredAt: 'yesterday', version: 1 },
    { eventId: 'e', occurredAt: '+012026-03-01T10:00:00Z', version: 1 },
    { eventId: 'e', occurredAt: '2026-03-01T10:00:00Z', version: 10_000_000_000 },
    { eventId: 'e', occurredAt: '2026-03-01T10:00:00Z', version: -1 },
  ])('is not made of %j', (identity) => {
    expect(() => signalKey(identity)).toThrow(RangeError);
  });
});

describe('a derived event id', () => {
  it('is legible where it fits', () => {
    expect(derivedEventId('undeliverable', 'e-1')).toBe('undeliverable.e-1');
  });

  it.each([
    ['too long', 'e'.repeat(64)],
    ['of other characters', 'B-1#pickup-24h#2026-03-10T17:00:00Z'],
  ])('is hashed where the parts are %s, always to the same id of allowed characters', (_, part) => {
    const id = derivedEventId('undeliverable', part);
    expect(id).toMatch(/^undeliverable\.[0-9a-f]{40}$/);
    expect(derivedEventId('undeliverable', part)).toBe(id);
    expect(derivedEventId('undeliverable', `${part}x`)).not.toBe(id);
  });
});

describe('the name of an execution', () => {
  it('names the entity and the run', () => {
    expect(executionName({ type: 'booking', id: 'B-1042', run: 3 })).toBe('booking-B-1042-r3');
  });

  it('hashes an id that would make it longer than 80 characters', () => {
    const id = 'x'.repeat(70);
    const name = executionName({ type: 'booking', id, run: 12 });
    expect(name).toMatch(/^booking-[0-9a-f]{40}-r12$/);
    expect(executionName({ type: 'booking', id: `${id}y`, run: 12 })).not.toBe(name);
  });
});

it('every workflow accepts what begins it', () => {
  for (const type of workflowTypes) expect(acceptedTypes[type]).toEqual(expect.arrayContaining([...startTypes[type]]));
});

it('every error has the literal name of its class', () => {
  const thrown = [
    new errors.InvalidInput('field', 'problem'),
    new errors.Fenced(''),
    new errors.ActivityInProgress(''),
    new errors.ProviderUnavailable('payments', 'problem'),
    new errors.StorageConflict(''),
  ];
  expect(thrown.map(({ name }) => name)).toEqual([...errorNames]);
  expect(thrown.map(({ code }) => code)).toEqual([...errorNames]);
  expect(thrown.map(({ retryable }) => retryable)).toEqual([false, false, true, true, true]);
});
