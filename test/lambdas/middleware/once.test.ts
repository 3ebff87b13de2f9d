import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Attempt, once } from '../../../lambdas/middleware/once.ts';
import { createOnceStore, type OnceStore } from '../../../lambdas/middleware/once-store.ts';
import { createLocalTables } from '../support/local-services.ts';
import { type RecordingPlatform, recordingPlatform } from '../support/platform.ts';

const startMs = Date.parse('2026-03-07T10:00:00Z');
const key = 'booking#B-1#deposit-charge#1';

describe('once', () => {
  let tables: Awaited<ReturnType<typeof createLocalTables>>;
  let store: OnceStore;
  let platform: RecordingPlatform;
  /** What the activities were told, in order. */
  let attempts: Attempt[];

  beforeEach(async () => {
    tables = await createLocalTables();
    let owners = 0;
    store = createOnceStore({
      documents: tables.documents,
      idempotencyTable: 'Idempotency',
      workflowsTable: 'Workflows',
      newOwner: () => `owner-${++owners}`,
    });
    platform = recordingPlatform(startMs);
    attempts = [];
  });

  /** Lambda allows every invocation 30 s. */
  const context = () => ({ nowMs: platform.nowMs, remainingTimeMs: () => 30_000, logger: platform.logger });
  const run = <Result>(activity: (attempt: Attempt) => Promise<Result>, run?: number) =>
    once(
      store,
      { key, ...(run !== undefined && { workflow: { type: 'booking', id: 'B-1', run } }) },
      context(),
      (attempt) => {
        attempts.push(attempt);
        return activity(attempt);
      },
    );
  const charge = async () => ({ charged: true });
  const fail = async (): Promise<never> => {
    throw new Error('no answer');
  };

  /** An activity that runs until it is told to end, and the promise of its `once`. */
  function pausedRun() {
    const { promise: gate, resolve, reject } = Promise.withResolvers<{ charged: boolean }>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const result = run(() => {
      begin();
      return gate;
    });
    return { begun, result, succeed: () => resolve({ charged: true }), fail: () => reject(new Error('no answer')) };
  }

  it('runs the first attempt, and tells it that nothing can have happened', async () => {
    expect(await run(charge)).toEqual({ charged: true });
    expect(attempts).toEqual([{ key, mayHaveHappened: false }]);
  });

  it('answers the stored result to every later attempt without running it (O2)', async () => {
    await run(charge);
    expect(await run(fail)).toEqual({ charged: true });
    platform.now += 300 * 24 * 60 * 60 * 1000;
    expect(await run(fail)).toEqual({ charged: true });
    expect(attempts).toHaveLength(1);
  });

  it('keeps a result that is nothing', async () => {
    expect(await run(async () => null)).toBeNull();
    expect(await run(fail)).toBeNull();
  });

  it('refuses a duplicate while the first is running, and a third after the duplicate was refused (O1, O3)', async () => {
    const first = pausedRun();
    await first.begun;
    await expect(run(charge)).rejects.toMatchObject({ name: 'ActivityInProgress', retryable: true });
    await expect(run(charge)).rejects.toMatchObject({ name: 'ActivityInProgress' });
    first.succeed();
    expect(await first.result).toEqual({ charged: true });
    expect(await run(fail)).toEqual({ charged: true });
    expect(attempts).toHaveLength(1);
  });

  describe('after a crash', () => {
    /** What the provider has. */
    let payments: string[];
    beforeEach(() => {
      payments = [];
    });
    /** Looks before it acts, if it is told to. */
    const chargeCarefully = async ({ key: paymentKey, mayHaveHappened }: Attempt) => {
      if (mayHaveHappened && payments.includes(paymentKey)) return { charged: 'before' };
      payments.push(paymentKey);
      return { charged: 'now' };
    };

    it.each([
      ['before', [], 'now'],
      ['after', [key], 'before'],
    ])('%s the side effect, the next attempt looks and it takes effect once (O4)', async (_, made, charged) => {
      // A crash: nothing of the invocation comes after its claim and what it had made by then.
      const crashed = pausedRun();
      await crashed.begun;
      payments.push(...made);
      platform.now = startMs + 31_000;
      expect(await run(chargeCarefully)).toEqual({ charged });
      expect(payments).toEqual([key]);
      expect(attempts.map(({ mayHaveHappened }) => mayHaveHappened)).toEqual([false, true]);
    });
  });

  it('lets nobody claim before the invocation that holds the lease must have ended', async () => {
    const first = pausedRun();
    await first.begun;
    platform.now = startMs + 30_999;
    await expect(run(charge)).rejects.toMatchObject({ name: 'ActivityInProgress' });
    platform.now = startMs + 31_000;
    expect(await run(charge)).toEqual({ charged: true });
  });

  it('lets the next attempt claim at once after a failure, and tells it that something may have happened (O4)', async () => {
    await expect(run(fail)).rejects.toThrow('no answer');
    await expect(run(fail)).rejects.toThrow('no answer');
    expect(await run(charge)).toEqual({ charged: true });
    expect(attempts.map(({ mayHaveHappened }) => mayHaveHappened)).toEqual([false, true, true]);
  });

  it('does not let an attempt that has lost its lease release the claim of the next one (O3)', async () => {
    const lost = pausedRun();
    await lost.begun;
    platform.now = startMs + 31_000;
    const current = pausedRun();
    await current.begun;
    lost.fail();
    await expect(lost.result).rejects.toThrow('no answer');
    await expect(run(charge)).rejects.toMatchObject({ name: 'ActivityInProgress' });
    current.succeed();
    expect(await current.result).toEqual({ charged: true });
  });

  it('does not let an attempt that has lost its lease complete the claim of the next one (O3)', async () => {
    const lost = pausedRun();
    await lost.begun;
    platform.now = startMs + 31_000;
    const current = pausedRun();
    await current.begun;
    lost.succeed();
    await expect(lost.result).rejects.toMatchObject({ name: 'ActivityInProgress' });
    current.succeed();
    expect(await current.result).toEqual({ charged: true });
  });

  it('answers the result of the attempt that took over to the one that lost its lease', async () => {
    const lost = pausedRun();
    await lost.begun;
    platform.now = startMs + 31_000;
    await run(async () => ({ found: true }));
    lost.succeed();
    expect(await lost.result).toEqual({ found: true });
  });

  it('knows its own claim again where the answer to it was lost and the SDK asked twice', async () => {
    const same = createOnceStore({
      documents: tables.documents,
      idempotencyTable: 'Idempotency',
      workflowsTable: 'Workflows',
      newOwner: () => 'owner-1',
    });
    await same.claim(key, startMs, startMs + 30_000);
    expect(await same.claim(key, startMs, startMs + 30_000)).toEqual({
      kind: 'claimed',
      key,
      owner: 'owner-1',
      mayHaveHappened: false,
    });
  });

  it('hears the failure of the activity, not that of the release, which the lease makes up for', async () => {
    const failing: OnceStore = {
      ...store,
      release: async () => {
        throw new Error('throttled');
      },
    };
    await expect(once(failing, { key }, context(), fail)).rejects.toThrow('no answer');
    expect(platform.lines).toEqual([
      {
        level: 'warn',
        message: 'The lease could not be released and will run out',
        fields: { key, errorName: 'Error' },
      },
    ]);
    await expect(run(charge)).rejects.toMatchObject({ name: 'ActivityInProgress' });
  });

  it('remembers a result for 400 days', async () => {
    await run(charge);
    const { Item } = await tables.documents.send(new GetCommand({ TableName: 'Idempotency', Key: { pk: key } }));
    expect(Item).toMatchObject({ status: 'finished', ttl: Date.parse('2027-04-11T10:00:00Z') / 1000 });
  });

  describe('for a run of a workflow', () => {
    const instance = (run: number, status: string) =>
      tables.documents.send(
        new PutCommand({ TableName: 'Workflows', Item: { pk: 'booking#B-1', sk: 'instance', run, status } }),
      );

    it('runs for the current run', async () => {
      await instance(2, 'open');
      expect(await run(charge, 2)).toEqual({ charged: true });
    });

    it.each([
      ['an earlier run', 3, 'open'],
      ['a run that has been replaced by one that is only announced', 3, 'starting'],
      ['a closed workflow', 2, 'closed'],
    ])('claims nothing for %s (O5)', async (_, current, status) => {
      await instance(current, status);
      await expect(run(charge, 2)).rejects.toMatchObject({ name: 'Fenced', retryable: false });
      expect(attempts).toEqual([]);
      const { Item } = await tables.documents.send(new GetCommand({ TableName: 'Idempotency', Key: { pk: key } }));
      expect(Item).toBeUndefined();
    });

    it('claims nothing where there is no instance (O5)', async () => {
      await expect(run(charge, 1)).rejects.toMatchObject({ name: 'Fenced' });
      expect(attempts).toEqual([]);
    });
  });
});
