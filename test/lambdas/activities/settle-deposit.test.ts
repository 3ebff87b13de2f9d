import { describe, expect, it } from 'vitest';
import { createSettleDeposit } from '../../../lambdas/activities/settle-deposit.ts';
import { type DepositState, newDeposit, type Settlement } from '../../../lambdas/domain/deposit.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

const refund: Settlement = { kind: 'refund', amountCents: 16_500, keptCents: 3_500, status: 'decided' };
const charge: DepositState['charge'] = {
  attempt: 1,
  amountCents: 20_000,
  paymentId: 'pi_1',
  chargedAt: '2026-03-07T17:00:00Z',
  isUnwanted: false,
};

function decided(settlement: Settlement | null) {
  const world = createWorld('2026-03-13T18:00:00Z');
  world.depositStates.set('B-1', { ...newDeposit('B-1'), revision: 1, charge, settlement });
  const dependencies = dependenciesOf(world);
  const settle = createSettleDeposit(() => dependencies, world.platform);
  return { world, settle: () => world.invoke(settle, { workflow: { type: 'deposit', id: 'B-1', run: 1 } }) };
}

describe('a settlement', () => {
  it('refunds once, however often it is called', async () => {
    const { world, settle } = decided(refund);
    expect(await settle()).toEqual({ outcome: 'refunded' });
    expect(await settle()).toEqual({ outcome: 'refunded' });
    expect(world.refunds).toHaveLength(1);
    expect(world.told()).toEqual(['DepositRefunded']);
    expect(world.deposit().settlement?.status).toBe('done');
  });

  it('refunds once, although the first call crashed before it was recorded', async () => {
    const { world, settle } = decided(refund);
    world.onRefund = () => {
      throw new Error('power cut');
    };
    await expect(settle()).rejects.toThrow();
    expect(await settle()).toEqual({ outcome: 'refunded' });
    expect(world.refunds).toHaveLength(1);
  });

  it('refunds once, although the first call could not tell', async () => {
    const { world, settle } = decided(refund);
    world.outages.add('bus');
    await expect(settle()).rejects.toThrow();
    world.outages.clear();
    expect(await settle()).toEqual({ outcome: 'refunded' });
    expect(world.refunds).toHaveLength(1);
    expect(world.told()).toEqual(['DepositRefunded']);
  });

  it('keeps without calling the provider', async () => {
    const { world, settle } = decided({ kind: 'keep', amountCents: 20_000, keptCents: 20_000, status: 'decided' });
    world.outages.add('payments');
    expect(await settle()).toEqual({ outcome: 'kept' });
    expect(world.told()).toEqual(['DepositKept']);
  });

  it('is not done while the provider is out', async () => {
    const { world, settle } = decided(refund);
    world.outages.add('payments');
    await expect(settle()).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    expect(world.deposit().settlement?.status).toBe('decided');
    expect(world.emitted).toEqual([]);
  });

  it('that nobody decided is a fault', async () => {
    await expect(decided(null).settle()).rejects.toMatchObject({ name: 'Unexpected' });
  });
});
