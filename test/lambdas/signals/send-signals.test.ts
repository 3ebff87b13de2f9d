import { beforeEach, describe, expect, it } from 'vitest';
import { createSendSignals } from '../../../lambdas/signals/send-signals.ts';
import { createRig, run1 } from './support/rig.ts';

describe('send-signals', () => {
  let rig: Awaited<ReturnType<typeof createRig>>;
  let send: (changes?: object) => Promise<unknown>;

  beforeEach(async () => {
    rig = await createRig();
    const handler = createSendSignals(rig.connect, rig.platform);
    const signal = {
      to: { type: 'deposit', id: 'B-1' },
      signalType: 'legwork.booking-updated',
      signalId: 'deposit-revision-3',
      occurredAt: '2026-03-01T11:59:00Z',
    };
    send = (changes) => handler({ workflow: run1, signals: [{ ...signal, ...changes }] }, rig.context());
  });

  it('begins the child workflow, which knows its parent, and is told who sends', async () => {
    expect(await send()).toEqual({});
    expect(await rig.items('deposit#B-1')).toEqual({
      'signal#2026-03-01T11:59:00.000Z#0000000000#deposit-revision-3': {
        type: 'legwork.booking-updated',
        payload: { sentBy: { type: 'booking', id: 'B-1' } },
        receivedAt: '2026-03-01T12:00:00.000Z',
        pendingSince: '2026-03-01T12:00:00.000Z',
      },
      instance: expect.objectContaining({ run: 1, status: 'starting', parent: 'booking#B-1' }),
    });
    expect(rig.sent.map(({ input }) => input.name)).toEqual(['deposit-B-1-r1']);
  });

  it('makes one signal of a repeated call', async () => {
    await send();
    await send();
    expect(Object.keys(await rig.items('deposit#B-1'))).toHaveLength(2);
  });

  it('tells nobody that a closed workflow does not take the signal', async () => {
    await rig.put({ pk: 'deposit#B-1', sk: 'instance', run: 1, status: 'closed' });
    await send();
    expect(rig.emitted()).toEqual([]);
    expect(
      (await rig.items('deposit#B-1'))['signal#2026-03-01T11:59:00.000Z#0000000000#deposit-revision-3'],
    ).not.toHaveProperty('pendingSince');
  });

  it('refuses a signal that the workflow never takes', async () => {
    await expect(send({ signalType: 'legwork.deposit-settled' })).rejects.toMatchObject({
      name: 'InvalidInput',
      message: 'signals.0.signalType: a deposit does not take legwork.deposit-settled',
    });
  });

  it('refuses a type that is not our own', async () => {
    await expect(send({ signalType: 'BookingConfirmed' })).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
