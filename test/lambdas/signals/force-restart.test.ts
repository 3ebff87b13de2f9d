import { beforeEach, describe, expect, it } from 'vitest';
import { forceRestart, startAnnounced } from '../../../lambdas/signals/protocol/force-restart.ts';
import { createRig, now, run1 } from './support/rig.ts';

const later = '2026-03-01T12:02:00.000Z';
const arns = 'arn:aws:states:eu-west-1:111122223333';

describe('a restart by force', () => {
  let rig: Awaited<ReturnType<typeof createRig>>;
  beforeEach(async () => {
    rig = await createRig();
  });
  const protocol = () => ({ ...rig.clients, nowMs: rig.platform.nowMs }) as never;
  const force = (run = 1) => forceRestart(protocol(), { ...run1, run }, 'a test');
  const instance = async () => (await rig.items()).instance;
  const open = { sk: 'instance', run: 1, status: 'open', no: 3, wait: { token: 't', accepts: [] }, openedAt: now };
  const kept = { consumed: ['signal#1'], checkpoint: { phase: 'rented' }, parent: 'booking#B-0' };

  it('fences and stops the run, keeps what the workflow has, and starts nothing before two minutes have passed (FR1, FR2)', async () => {
    await rig.put({ ...open, ...kept });

    expect(await force()).toEqual({ kind: 'fenced', run: 2, startAfter: later });
    expect(await instance()).toEqual({
      run: 2,
      status: 'starting',
      stopFrom: 1,
      startAfter: later,
      expectedBy: '2026-03-01T12:17:00.000Z',
      operation: { what: 'restart', reason: 'a test', at: now },
      openedAt: now,
      ...kept,
    });
    expect(rig.sent.map(({ command, input }) => [command, input.executionArn])).toEqual([
      ['StopExecution', `${arns}:execution:legwork-booking:booking-B-1-r1`],
    ]);
  });

  it('is started by whoever looks when the time has come', async () => {
    await rig.put(open);
    await force();
    await startAnnounced(protocol(), run1);
    expect(rig.sent.filter(({ command }) => command === 'StartExecution')).toEqual([]);

    rig.platform.now = Date.parse(later);
    await startAnnounced(protocol(), run1);
    expect(rig.sent.at(-1)).toMatchObject({
      command: 'StartExecution',
      input: { name: 'booking-B-1-r2', input: '{"type":"booking","id":"B-1","run":2}' },
    });
  });

  it('goes on with its own interrupted attempt (FR4)', async () => {
    await rig.put(open);
    rig.failures.set('StopExecution', new Error('the power is cut'));
    await expect(force()).rejects.toThrow('the power is cut');
    rig.failures.clear();

    expect(await force()).toEqual({ kind: 'resumed', run: 2, startAfter: later });
    expect((await instance())?.run).toBe(2);
  });

  it('stops every run since the first that was fenced, however many restarts were left unfinished (FR3)', async () => {
    await rig.put({ ...open, run: 2, status: 'starting', stopFrom: 1 });

    expect(await force(2)).toMatchObject({ kind: 'fenced', run: 3 });
    expect(rig.sent.map(({ input }) => input.executionArn.slice(-2))).toEqual(['r1', 'r2']);
  });

  it.each([
    ['has closed', { ...open, status: 'closed' }, { kind: 'closed', run: 1 }],
    ['has handed over by itself', { ...open, run: 2 }, { kind: 'overtaken', run: 2 }],
    ['was restarted twice meanwhile', { ...open, run: 3, status: 'starting' }, { kind: 'overtaken', run: 3 }],
  ])('does nothing where the run %s', async (_, item, outcome) => {
    await rig.put(item);
    expect(await force()).toEqual(outcome);
    const { sk: _sk, ...unchanged } = item;
    expect(await instance()).toEqual(unchanged);
    expect(rig.sent).toEqual([]);
  });

  it('does nothing where there is no such workflow', async () => {
    expect(await force()).toEqual({ kind: 'missing' });
    expect(await rig.items()).toEqual({});
  });
});
