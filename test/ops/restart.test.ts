import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkflowType } from '../../lambdas/domain/workflow-types.ts';
import { booking, type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';
import { publishVersion } from './support/publish-version.ts';
import { serialSleep } from './support/serial-sleep.ts';

interface Shown {
  readonly run: number;
  readonly status: string;
  readonly phase: string;
  readonly definitionVersion: string;
  readonly operation: { readonly what: string; readonly reason: string } | null;
  readonly schedules: ReadonlyArray<{ readonly expression: string | null }>;
  readonly children: readonly unknown[];
  readonly pendingSignals: readonly unknown[];
}
interface Report {
  readonly counts: Readonly<Record<string, number>>;
  readonly workflows: ReadonlyArray<{ readonly type: string; readonly id: string; readonly outcome: string }>;
}

describe('legwork restart', () => {
  let operated: OperatedLegwork;
  const reason = ['--reason', 'a test'];

  beforeAll(async () => {
    operated = await operateLegwork();
    for (const id of ['B-1', 'B-2', 'B-3', 'B-4'])
      await operated.tell('BookingConfirmed', `evt-${id}`, { booking: booking(id) });
  });
  afterAll(() => operated?.close());

  const restart = (options: readonly string[], more = {}) =>
    operated.legwork(['restart', ...reason, '--rate', '1000', ...options], { sleep: serialSleep(operated), ...more });
  const restartJson = async (...options: readonly string[]): Promise<Report> =>
    JSON.parse((await restart([...options, '--yes', '--json'])).out);
  const show = (type: WorkflowType, id: string) => operated.legworkJson<Shown>('show', type, id);
  const runs = async (): Promise<readonly number[]> => {
    const { workflows } = await operated.legworkJson<{ workflows: ReadonlyArray<{ run: number }> }>('list');
    return workflows.map(({ run }) => run);
  };
  const publish = async (version: string): Promise<void> => {
    for (const type of ['booking', 'deposit'] as const) await publishVersion(operated, type, version);
  };

  it('leaves alone what is on the newest version', async () => {
    expect((await restart(['--yes'])).out).toContain('8 were on the newest version, 0 unfinished');
    expect(await runs()).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('does nothing without a reason, without a yes, or when run dry', async () => {
    await publish('second');

    expect(await operated.legwork(['restart', '--yes'])).toMatchObject({ exitCode: 2 });
    expect(await restart([])).toMatchObject({ exitCode: 5 });
    const dry = await restart(['--dry-run', '--type', 'booking']);
    expect(dry.out).toMatch(/booking +B-1 +1 +\S+ +second +be asked to hand over/);
    expect(dry.out).toContain('4 of 4 workflows would be restarted (dry run)');
    expect(await runs()).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('asks those that fit, and sees them on the newest version with all that was theirs', async () => {
    const before = await show('booking', 'B-1');
    const { counts, workflows } = await restartJson('--id', 'B-1');

    expect(counts).toMatchObject({ restarted: 2, forced: 0, unfinished: 0, missed: 0 });
    expect(workflows).toContainEqual(expect.objectContaining({ type: 'booking', id: 'B-1', run: 1, newRun: 2 }));
    const after = await show('booking', 'B-1');
    expect(after).toMatchObject({
      run: 2,
      status: 'open',
      definitionVersion: 'second',
      operation: { what: 'restart', reason: 'a test' },
      pendingSignals: [],
      phase: before.phase,
    });
    expect([after.schedules, after.children]).toEqual([before.schedules, before.children]);
    expect(await show('booking', 'B-2')).toMatchObject({ run: 1 });
  });

  it('stops between two workflows on Ctrl-C, and goes on when it is called again', async () => {
    const interruption = new AbortController();
    const sleep = serialSleep(operated);
    const interrupted = await restart(['--yes', '--json'], {
      interrupted: interruption.signal,
      // The pace of the calls: the first one of them interrupts.
      sleep: async (delayMs: number) => {
        interruption.abort();
        await sleep(delayMs);
      },
    });
    expect(interrupted.exitCode).toBe(130);
    await operated.runtime.kernel.work.whenIdle();

    const { counts } = await restartJson();
    expect(counts).toMatchObject({ unfinished: 0, missed: 0, forced: 0 });
    expect(counts.restarted! + counts.doneByEarlierCall!).toBe(8);
    expect(await runs()).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
    expect((await restartJson()).counts).toMatchObject({ restarted: 0, doneByEarlierCall: 8 });
  });

  it('asks a run once, however often it is called, and says that it has not answered', async () => {
    await operated.runtime.runUntil(Date.parse('2026-03-07T09:00:00Z'));
    operated.change({ outages: { payments: true } });
    await operated.runtime.runUntil(Date.parse('2026-03-07T10:20:00Z'));
    await publish('third');

    for (const _ of [1, 2]) {
      const { exitCode, out, error } = await restart(['--yes', '--type', 'deposit', '--id', 'B-1', '--wait', '1']);
      expect(exitCode).toBe(1);
      expect(out).toMatch(/deposit +B-1 +2 +second +third +unanswered/);
      expect(error).toContain('--force');
    }
    expect((await show('deposit', 'B-1')).pendingSignals).toHaveLength(1);
  });

  it('forces a run that does not answer: fenced, stopped, and the next one only after the longest activity', async () => {
    const askedMs = operated.runtime.kernel.clock.nowMs();
    const { counts } = await restartJson('--type', 'deposit', '--id', 'B-1', '--wait', '5', '--force');

    expect(counts).toMatchObject({ forced: 1, unfinished: 0 });
    expect(operated.runtime.kernel.clock.nowMs() - askedMs).toBeGreaterThan(120_000);
    expect(await show('deposit', 'B-1')).toMatchObject({
      run: 3,
      definitionVersion: 'third',
      // The question to the old run is not put to the new one.
      pendingSignals: [],
    });
  });

  it('starts what an interrupted call has fenced, and nothing else of it', async () => {
    const interruption = new AbortController();
    const sleep = serialSleep(operated);
    const options = ['--yes', '--type', 'deposit', '--id', 'B-2', '--wait', '1', '--force'];
    let looks = 0;
    const { exitCode } = await restart(options, {
      interrupted: interruption.signal,
      sleep: async (delayMs: number) => {
        looks += 1;
        if (looks > 20) interruption.abort();
        await sleep(delayMs);
      },
    });
    expect(exitCode).toBe(130);
    expect(await show('deposit', 'B-2')).toMatchObject({ run: 3, status: 'starting' });

    expect((await restartJson(...options.slice(1))).counts).toMatchObject({ restarted: 1, forced: 0 });
    expect(await show('deposit', 'B-2')).toMatchObject({ run: 3, status: 'open', definitionVersion: 'third' });
  });

  it('lets a fenced run that somebody redrives by hand act no more, and nothing is charged twice', async () => {
    const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:legwork-development-deposit:deposit-B-1-r2';
    const states = (operation: string) =>
      operated.runtime.kernel.call({
        service: 'states',
        operation,
        input: { executionArn },
        caller: { kind: 'administrator' },
      });
    expect(await states('DescribeExecution')).toMatchObject({ status: 'ABORTED', error: 'Fenced' });
    operated.change({ outages: { payments: false } });

    await states('RedriveExecution');
    await operated.runtime.runUntil(Date.parse('2026-03-09T00:00:00Z'));

    expect(await states('DescribeExecution')).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    const charges = operated.providers
      .payments()
      .filter(({ kind, status }) => kind === 'charge' && status === 'succeeded');
    expect(charges.map(({ booking: id }) => id).sort()).toEqual(['B-1', 'B-2', 'B-3', 'B-4']);
  });

  it('forces a run whose execution has failed on the newest version, which a redrive would take as well', async () => {
    await operated.runtime.kernel.call({
      service: 'states',
      operation: 'StopExecution',
      input: {
        executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:legwork-development-deposit:deposit-B-1-r3',
      },
      caller: { kind: 'administrator' },
    });

    expect((await restartJson('--type', 'deposit', '--id', 'B-1', '--force')).counts).toMatchObject({ forced: 1 });
    expect(await show('deposit', 'B-1')).toMatchObject({ run: 4, status: 'open', definitionVersion: 'third' });
  });
});
