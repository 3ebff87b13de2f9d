import { beforeEach, describe, expect, it } from 'vitest';
import { createCloseWorkflow } from '../../../lambdas/signals/close-workflow.ts';
import { createContinueAsNew } from '../../../lambdas/signals/continue-as-new.ts';
import { createLoadRun } from '../../../lambdas/signals/load-run.ts';
import { createRig, pendingSignal, run1 } from './support/rig.ts';

const older = 'signal#2026-03-01T09:00:00.000Z#0000000001#older';
const newer = 'signal#2026-03-01T10:00:00.000Z#0000000002#newer';
const own = 'signal#2026-03-01T11:00:00.000Z#0000000000#restart-1';

describe('the life of a run', () => {
  let rig: Awaited<ReturnType<typeof createRig>>;
  beforeEach(async () => {
    rig = await createRig();
  });
  const instance = async () => (await rig.items()).instance;

  describe('load-run', () => {
    const load = (run = 1) =>
      createLoadRun(rig.connect, rig.platform)({ workflow: { ...run1, run }, definitionVersion: '7' }, rig.context());

    it('opens the run and begins with nothing where there was none before', async () => {
      await rig.put({ sk: 'instance', run: 1, status: 'starting', expectedBy: 'then' });
      expect(await load()).toEqual({ carry: [], checkpoint: null });
      expect(await instance()).toEqual({ run: 1, status: 'open', definitionVersion: '7', expectedBy: 'then' });
    });

    it('begins with the checkpoint and with what it acknowledged, and forgets how the run was forced', async () => {
      const kept = { run: 2, consumed: [older], checkpoint: { phase: 'rented' } };
      await rig.put({ sk: 'instance', status: 'starting', ...kept, stopFrom: 1, startAfter: 'then' });
      expect(await load(2)).toEqual({ carry: [older], checkpoint: { phase: 'rented' } });
      expect(await instance()).toEqual({ status: 'open', definitionVersion: '7', ...kept });
    });

    it('may be repeated', async () => {
      await rig.put({ sk: 'instance', run: 1, status: 'starting' });
      await load();
      expect(await load()).toEqual({ carry: [], checkpoint: null });
    });

    it.each([
      ['another run is the current one', { run: 2, status: 'open' }],
      ['the workflow is closed', { run: 1, status: 'closed' }],
    ])('is fenced off where %s', async (_, current) => {
      await rig.put({ sk: 'instance', ...current });
      await expect(load()).rejects.toMatchObject({ name: 'Fenced' });
      expect(await instance()).toEqual(current);
    });

    it('is fenced off where there is no instance, and makes none', async () => {
      await expect(load()).rejects.toMatchObject({ name: 'Fenced' });
      expect(await rig.items()).toEqual({});
    });
  });

  describe('close-workflow', () => {
    const close = (changes: object = {}) =>
      createCloseWorkflow(rig.connect, rig.platform)(
        {
          workflow: run1,
          seq: 5,
          redriveCount: 0,
          retryCount: 0,
          accepts: ['ChargesAssessed'],
          checkpoint: { phase: 'settled' },
          carry: [],
          ...changes,
        },
        rig.context(),
      );
    const open = (more: object = {}) =>
      rig.put({
        sk: 'instance',
        run: 1,
        status: 'open',
        no: 4_000_000,
        expectedBy: 'then',
        wait: { token: 't' },
        ...more,
      });

    it('closes for ever where nothing that it accepts is pending', async () => {
      await open();
      expect(await close()).toEqual({ closed: true });
      expect(await instance()).toEqual({
        run: 1,
        status: 'closed',
        no: 5_000_000,
        by: 'request-1',
        checkpoint: { phase: 'settled' },
        phase: 'closed',
        consumed: [],
        closedAt: '2026-03-01T12:00:00.000Z',
        ttl: Date.parse('2027-04-05T12:00:00Z') / 1000,
      });
    });

    it('answers a signal that it accepts and stays open', async () => {
      await open();
      await rig.put(pendingSignal(older, 'BookingChanged'));
      await rig.put(pendingSignal(newer, 'ChargesAssessed'));
      expect(await close({ carry: [older] })).toEqual({
        closed: false,
        signal: { sk: newer, type: 'ChargesAssessed', version: 2 },
        carry: [older, newer],
        more: false,
      });
      expect(await instance()).toMatchObject({ status: 'open', consumed: [older] });
      expect(await instance()).not.toHaveProperty('wait');
    });

    it('cleans what it consumed, reports what it did not, and is silent about our own signals', async () => {
      await open();
      await rig.put(pendingSignal(older, 'ChargesAssessed'));
      await rig.put(pendingSignal(newer, 'BookingChanged'));
      await rig.put(pendingSignal(own, 'legwork.restart'));
      expect(await close({ carry: [older] })).toEqual({ closed: true });
      expect(rig.emitted()).toMatchObject([{ type: 'UndeliverableSignal', eventId: 'undeliverable.newer' }]);
      const items = await rig.items();
      expect(items[older]).toMatchObject({ consumedBy: 1 });
      for (const sk of [older, newer, own]) expect(items[sk]).not.toHaveProperty('pendingSince');
      expect(rig.platform.counted).toEqual({ Undeliverable: 1 });
    });

    it('goes on with the rest where an earlier attempt closed and died', async () => {
      await rig.put({ sk: 'instance', run: 1, status: 'closed', consumed: [older], no: 5_000_000 });
      await rig.put(pendingSignal(older, 'ChargesAssessed'));
      await rig.put(pendingSignal(newer, 'ChargesAssessed'));
      expect(await close({ retryCount: 1 })).toEqual({ closed: true });
      expect(rig.emitted()).toMatchObject([{ eventId: 'undeliverable.newer' }]);
    });

    it('repeats where another attempt of this run is ahead of it', async () => {
      await open({ no: 5_000_001, by: 'another' });
      await expect(close()).rejects.toMatchObject({ name: 'StorageConflict' });
    });

    it('is fenced off where another run is the current one, and starts that run where nobody has', async () => {
      await rig.put({ sk: 'instance', run: 2, status: 'starting' });
      await expect(close()).rejects.toMatchObject({ name: 'Fenced' });
      expect(rig.sent.map(({ input }) => input.name)).toEqual(['booking-B-1-r2']);
    });
  });

  describe('continue-as-new', () => {
    const goOn = () =>
      createContinueAsNew(rig.connect, rig.platform)(
        { workflow: run1, seq: 9, redriveCount: 0, retryCount: 0, checkpoint: { phase: 'rented' }, carry: [older] },
        rig.context(),
      );

    it('hands checkpoint and carry over to the next run, and starts it', async () => {
      await rig.put({ sk: 'instance', run: 1, status: 'open', no: 8_000_000, wait: { token: 't' } });
      expect(await goOn()).toEqual({ nextRun: 2 });
      expect(await instance()).toEqual({
        run: 2,
        status: 'starting',
        checkpoint: { phase: 'rented' },
        phase: 'rented',
        consumed: [older],
        expectedBy: '2026-03-01T12:15:00.000Z',
      });
      expect(rig.sent.map(({ input }) => input.input)).toEqual(['{"type":"booking","id":"B-1","run":2}']);
    });

    it('starts the next run where an earlier attempt died before it could, and ends', async () => {
      await rig.put({ sk: 'instance', run: 2, status: 'starting' });
      await expect(goOn()).rejects.toMatchObject({ name: 'Fenced' });
      expect(rig.sent.map(({ input }) => input.name)).toEqual(['booking-B-1-r2']);
    });
  });
});
