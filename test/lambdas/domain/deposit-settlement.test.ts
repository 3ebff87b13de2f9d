import { describe, expect, it } from 'vitest';
import { isSettled } from '../../../lambdas/domain/deposit.ts';
import { type DepositDecision, depositPhase } from '../../../lambdas/domain/deposit-plan.ts';
import {
  assessed,
  cancelled,
  changed,
  charge,
  charged,
  confirmed,
  decide,
  declined,
  deposit,
  live,
  returned,
  started,
  wait,
} from './support.ts';

const settled = (kind: 'refund' | 'keep', amountCents: number, keptCents: number): DepositDecision => ({
  action: 'settle',
  settlement: { kind, amountCents, keptCents, status: 'decided' },
});

describe('a cancellation after the charge', () => {
  it('refunds everything at once', () => {
    const booking = live(confirmed(), cancelled('2026-03-08T00:00:00Z'));
    expect(decide(booking, deposit({ charge: charged }), '2026-03-08T00:00:00Z')).toEqual(settled('refund', 20_000, 0));
  });

  it('refunds everything during the rental too, whatever was assessed', () => {
    const booking = live(
      confirmed(),
      started('2026-03-10T17:00:00Z'),
      assessed(5_000, '2026-03-11T00:00:00Z'),
      cancelled('2026-03-12T00:00:00Z'),
    );
    expect(decide(booking, deposit({ charge: charged }), '2026-03-12T00:00:00Z')).toEqual(settled('refund', 20_000, 0));
  });

  it('refunds what was charged, not what the booking says by now', () => {
    const more = { deposit: { amountCents: 30_000, currency: 'USD' } };
    const booking = live(confirmed(), changed(more, '2026-03-08T00:00:00Z'), cancelled('2026-03-09T00:00:00Z'));
    expect(decide(booking, deposit({ charge: charged }), '2026-03-09T00:00:00Z')).toEqual(settled('refund', 20_000, 0));
  });
});

describe('the settlement after the return', () => {
  const record = deposit({ charge: charged });
  const back = returned('2026-03-13T16:40:00Z');

  it('waits for an assessment, at most 48 h from the return, and refunds everything then', () => {
    const booking = live(confirmed(), back);
    expect(decide(booking, record, '2026-03-13T16:40:00Z')).toEqual(wait('2026-03-15T16:40:00Z'));
    expect(decide(booking, record, '2026-03-15T16:40:00Z')).toEqual(settled('refund', 20_000, 0));
  });

  it('does not wait where the 48 h are past when the return is handled', () => {
    const booking = live(confirmed(), returned('2026-03-13T16:40:00Z', '2026-03-15T16:40:00Z'));
    expect(decide(booking, record, '2026-03-15T16:40:00Z')).toEqual(settled('refund', 20_000, 0));
  });

  it.each([
    [0, 'refund', 20_000, 0],
    [3_500, 'refund', 16_500, 3_500],
    [19_999, 'refund', 1, 19_999],
    [20_000, 'keep', 20_000, 20_000],
    [90_000, 'keep', 20_000, 20_000],
  ] as const)('of an assessment of %i is a %s of %i with %i kept', (assessedCents, kind, amountCents, keptCents) => {
    const at = '2026-03-13T18:00:00Z';
    expect(decide(live(confirmed(), back, assessed(assessedCents, at)), record, at)).toEqual(
      settled(kind, amountCents, keptCents),
    );
  });

  it('is made at once of what was assessed before, all of it together', () => {
    const booking = live(
      confirmed(),
      assessed(500, '2026-03-12T00:00:00Z'),
      assessed(700, '2026-03-12T01:00:00Z'),
      back,
    );
    expect(decide(booking, record, '2026-03-13T16:40:00Z')).toEqual(settled('refund', 18_800, 1_200));
  });

  it('counts an assessment at the very end of the wait, and none after it', () => {
    const inTime = live(confirmed(), back, assessed(500, '2026-03-15T16:40:00Z'));
    expect(decide(inTime, record, '2026-03-15T16:40:00Z')).toEqual(settled('refund', 19_500, 500));
    const late = live(confirmed(), back, assessed(500, '2026-03-15T16:40:01Z'));
    expect(decide(late, record, '2026-03-15T16:41:00Z')).toEqual(settled('refund', 20_000, 0));
  });

  it('counts an assessment that was handled with a late return', () => {
    const booking = live(
      confirmed(),
      returned('2026-03-13T16:40:00Z', '2026-03-20T00:00:00Z'),
      assessed(500, '2026-03-20T00:00:01Z'),
    );
    expect(decide(booking, record, '2026-03-20T00:00:02Z')).toEqual(settled('refund', 19_500, 500));
  });

  it('is not decided again (D4)', () => {
    const decided = { kind: 'refund', amountCents: 20_000, keptCents: 0, status: 'decided' } as const;
    const booking = live(confirmed(), back, assessed(500, '2026-03-13T18:00:00Z'));
    expect(decide(booking, deposit({ charge: charged, settlement: decided }), '2026-03-14T00:00:00Z')).toEqual({
      action: 'settle',
      settlement: decided,
    });
  });

  it.each(['done', 'given-up'] as const)('ends the workflow when it is %s', (status) => {
    const settlement = { kind: 'refund', amountCents: 20_000, keptCents: 0, status } as const;
    expect(decide(live(confirmed(), back), deposit({ charge: charged, settlement }), '2026-03-14T00:00:00Z')).toEqual({
      action: 'close',
    });
  });

  it('gives everything back where the charge went through after the end', () => {
    const booking = live(confirmed(), back);
    const late = deposit({ charge: { ...charged, isUnwanted: true } });
    expect(decide(booking, late, '2026-03-13T16:41:00Z')).toEqual(settled('refund', 20_000, 0));
  });
});

describe('what the booking waits for', () => {
  const settlement = { kind: 'refund', amountCents: 1, keptCents: 0 } as const;
  it.each([
    ['no deposit', undefined, true],
    ['a deposit that is not charged', deposit(), true],
    ['a charged deposit', deposit({ charge: charged }), false],
    [
      'a settlement that is decided',
      deposit({ charge: charged, settlement: { ...settlement, status: 'decided' } }),
      false,
    ],
    ['a settlement that is done', deposit({ charge: charged, settlement: { ...settlement, status: 'done' } }), true],
    [
      'a settlement that was given up',
      deposit({ charge: charged, settlement: { ...settlement, status: 'given-up' } }),
      true,
    ],
  ])('%s', (_, record, expected) => {
    expect(isSettled(record)).toBe(expected);
  });
});

describe('the phase of a deposit', () => {
  it.each([
    ['scheduled', deposit(), wait(null)],
    ['declined', deposit({ attempts: [declined('2026-03-07T17:00:00Z')] }), wait(null)],
    ['escalated', deposit({ escalated: { reason: 'outage' } }), wait(null)],
    ['charged', deposit({ charge: charged }), wait(null)],
    ['charging', deposit(), charge(1, '2026-03-07T17:00:00Z')],
    ['settling', deposit(), settled('keep', 1, 1)],
    ['escalating', deposit(), { action: 'escalate' }],
    ['closing', deposit(), { action: 'close' }],
  ] as const)('is %s', (phase, record, decision) => {
    expect(depositPhase(record, decision)).toBe(phase);
  });
});
