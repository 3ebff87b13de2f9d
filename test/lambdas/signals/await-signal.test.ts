import { TaskTimedOut } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAwaitSignal } from '../../../lambdas/signals/await-signal.ts';
import { createRig, pendingSignal, run1 } from './support/rig.ts';

const older = 'signal#2026-03-01T09:00:00.000Z#0000000001#older';
const newer = 'signal#2026-03-01T10:00:00.000Z#0000000002#newer';

describe('await-signal', () => {
  let rig: Awaited<ReturnType<typeof createRig>>;
  let wait: (changes?: object) => Promise<unknown>;

  beforeEach(async () => {
    rig = await createRig();
    const handler = createAwaitSignal(rig.connect, rig.platform);
    const input = {
      workflow: run1,
      token: 't-2',
      seq: 2,
      redriveCount: 0,
      retryCount: 0,
      accepts: ['ChargesAssessed'],
      checkpoint: { phase: 'rented' },
      carry: [],
      timeoutSeconds: 3600,
    };
    wait = (changes) => handler({ ...input, ...changes }, rig.context());
    await rig.put({ sk: 'instance', run: 1, status: 'open', no: 1_000_000, openedAt: '2026-03-01T11:00:00.000Z' });
  });

  it('stores token, checkpoint and number in one write, and when it expects to hear again', async () => {
    expect(await wait({ carry: [older], redriveCount: 3, retryCount: 4 })).toEqual({ outcome: 'waiting' });
    expect((await rig.items()).instance).toEqual({
      run: 1,
      status: 'open',
      no: 2_003_004,
      openedAt: '2026-03-01T11:00:00.000Z',
      wait: { token: 't-2', accepts: ['ChargesAssessed'] },
      checkpoint: { phase: 'rented' },
      phase: 'rented',
      consumed: [older],
      expectedBy: '2026-03-01T13:15:00.000Z',
    });
  });

  it('delivers a signal that came before the wait, then cleans what the checkpoint acknowledges', async () => {
    await rig.put(pendingSignal(older, 'RentalStarted'));
    await rig.put(pendingSignal(newer, 'ChargesAssessed'));
    expect(await wait({ carry: [older] })).toEqual({ outcome: 'delivered' });
    expect(rig.sent).toEqual([
      {
        command: 'SendTaskSuccess',
        input: {
          taskToken: 't-2',
          output: JSON.stringify({
            signal: { sk: newer, type: 'ChargesAssessed', version: 2 },
            carry: [older, newer],
            more: false,
          }),
        },
      },
    ]);
    const items = await rig.items();
    expect(items[older]).toEqual({
      type: 'RentalStarted',
      receivedAt: '2026-03-01T12:00:00.000Z',
      consumedBy: 1,
      ttl: Date.parse('2027-04-05T12:00:00Z') / 1000,
    });
    expect(items[newer]).toHaveProperty('pendingSince');
  });

  it('remembers a signal from the future for 400 days after its own instant', async () => {
    const future = 'signal#2028-01-01T00:00:00.000Z#0000000001#future';
    await rig.put(pendingSignal(future, 'RentalStarted'));
    await wait({ carry: [future] });
    expect((await rig.items())[future]).toMatchObject({ ttl: Date.parse('2029-02-04T00:00:00Z') / 1000 });
  });

  it('cleans, and then fails loudly, where the token is refused (F14)', async () => {
    await rig.put(pendingSignal(older, 'RentalStarted'));
    await rig.put(pendingSignal(newer, 'ChargesAssessed'));
    rig.failures.set('SendTaskSuccess', new TaskTimedOut({ message: 'Task Timed Out', $metadata: {} }));
    await expect(wait({ carry: [older] })).rejects.toMatchObject({ name: 'TaskTimedOut' });
    expect((await rig.items())[older]).not.toHaveProperty('pendingSince');
  });

  it('may be repeated with the same token', async () => {
    await wait();
    expect(await wait()).toEqual({ outcome: 'waiting' });
  });

  it.each([
    ['a later wait', { seq: 1 }],
    ['a later attempt', { seq: 2, redriveCount: 0, retryCount: 0, token: 't-late' }],
  ])('overwrites nothing of %s', async (_, late) => {
    await wait({ retryCount: 1 });
    const before = await rig.items();
    expect(await wait({ token: 't-late', ...late })).toEqual({ outcome: 'overtaken' });
    expect(await rig.items()).toEqual(before);
    expect(rig.sent).toEqual([]);
  });

  it.each([
    ['a run that was replaced', { run: 2, status: 'open' }],
    ['a closed workflow', { run: 1, status: 'closed' }],
  ])('is fenced off for %s', async (_, instance) => {
    await rig.put({ sk: 'instance', ...instance });
    await expect(wait()).rejects.toMatchObject({ name: 'Fenced' });
    expect(rig.sent).toEqual([]);
  });

  it('starts the run that replaced it, where nobody has, before it ends', async () => {
    await rig.put({ sk: 'instance', run: 2, status: 'starting' });
    await expect(wait()).rejects.toMatchObject({ name: 'Fenced' });
    expect(rig.sent.map(({ input }) => input.name)).toEqual(['booking-B-1-r2']);
  });

  it.each([
    [
      'a checkpoint over 16 KB',
      { checkpoint: { phase: 'x', text: 'ä'.repeat(8_192) } },
      'checkpoint: over 16384 bytes',
    ],
    ['a type that does not exist', { accepts: ['Nonsense'] }, 'accepts.0: invalid_value'],
    ['a number of retries that its digits do not hold', { retryCount: 1_000 }, 'retryCount: too_big'],
    ['an id with other characters', { workflow: { ...run1, id: 'B#1' } }, 'workflow.id: invalid_format'],
  ])('refuses %s', async (_, changes, message) => {
    await expect(wait(changes)).rejects.toMatchObject({ name: 'InvalidInput', message });
  });
});
