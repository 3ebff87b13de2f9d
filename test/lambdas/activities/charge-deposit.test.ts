import { describe, expect, it } from 'vitest';
import { createChargeDeposit } from '../../../lambdas/activities/charge-deposit.ts';
import { newDeposit } from '../../../lambdas/domain/deposit.ts';
import { cancelled, confirmed } from '../domain/support.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

const due = '2026-03-07T17:00:00Z';
const input = { workflow: { type: 'deposit', id: 'B-1', run: 1 }, attempt: 1, dueAt: due, retryCount: 0 };

function pendingAttempt() {
  const world = createWorld(due);
  world.live(confirmed());
  world.depositStates.set('B-1', { ...newDeposit('B-1'), revision: 1, pending: { number: 1, dueAt: due } });
  const dependencies = dependenciesOf(world);
  const charge = createChargeDeposit(() => dependencies, world.platform);
  return { world, dependencies, charge: (more: object = {}) => world.invoke(charge, { ...input, ...more }) };
}

describe('an attempt to charge', () => {
  it('answers the same to a call that is repeated, and charges once', async () => {
    const { world, charge } = pendingAttempt();
    const answer = await charge();
    expect(answer).toEqual({ outcome: 'charged', attempt: 1, answeredAt: due });
    expect(await charge({ retryCount: 1 })).toEqual(answer);
    expect(world.charges).toHaveLength(1);
    expect(world.told()).toEqual(['DepositCharged']);
  });

  it('finds the payment of a call that crashed before it was recorded (C1)', async () => {
    const { world, charge } = pendingAttempt();
    world.onCharge = () => {
      throw new Error('power cut');
    };
    await expect(charge()).rejects.toThrow();
    world.onCharge = () => {};
    expect(await charge()).toMatchObject({ outcome: 'charged' });
    expect(world.charges).toHaveLength(1);
  });

  it('finds the decline of a call that crashed before it was recorded (C1)', async () => {
    const { world, charge } = pendingAttempt();
    world.declining.add('pm_1');
    world.onCharge = () => {
      throw new Error('power cut');
    };
    await expect(charge()).rejects.toThrow();
    expect(await charge()).toMatchObject({ outcome: 'declined' });
    expect(world.charges).toHaveLength(1);
    expect(world.told()).toEqual(['DepositDeclined']);
  });

  it('tells of a charge that was recorded and not told (C2)', async () => {
    const { world, charge } = pendingAttempt();
    world.outages.add('bus');
    await expect(charge()).rejects.toThrow();
    expect(world.deposit().charge).toMatchObject({ attempt: 1, paymentId: 'pi_1' });
    world.outages.clear();
    world.at('2026-03-07T17:00:02Z');
    expect(await charge({ retryCount: 1 })).toEqual({ outcome: 'charged', attempt: 1, answeredAt: due });
    expect(world.charges).toHaveLength(1);
    expect(world.told()).toEqual(['DepositCharged']);
  });

  it('that is not wanted any more finds what an earlier call has charged', async () => {
    const { world, charge } = pendingAttempt();
    world.onCharge = () => {
      throw new Error('power cut');
    };
    await expect(charge()).rejects.toThrow();
    world.live(confirmed(), cancelled('2026-03-07T17:00:05Z'));
    expect(await charge({ retryCount: 1 })).toMatchObject({ outcome: 'charged' });
    expect(world.deposit().charge?.isUnwanted).toBe(true);
  });

  it('that is not wanted any more charges nothing and forgets the attempt', async () => {
    const { world, charge } = pendingAttempt();
    world.live(confirmed(), cancelled(due));
    expect(await charge()).toEqual({ outcome: 'obsolete', attempt: 1, answeredAt: null });
    expect(world.deposit().pending).toBeNull();
    expect(world.charges).toEqual([]);
    expect(world.emitted).toEqual([]);
  });

  it('of a run that was replaced does nothing', async () => {
    const { world, charge } = pendingAttempt();
    world.run = 2;
    await expect(charge()).rejects.toMatchObject({ name: 'Fenced' });
    expect(world.charges).toEqual([]);
  });

  it('is refused without its number', async () => {
    await expect(pendingAttempt().charge({ attempt: null })).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
