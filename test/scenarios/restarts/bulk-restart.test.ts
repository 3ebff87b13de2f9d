/**
 * Open workflows of every kind are brought onto a new version by one command, which is killed in the midst of it, as is
 * the runtime, and called again. What this would catch: anything charged, sent or signalled twice over a restart, or lost.
 *
 * `RESTART_WORKFLOWS` sets how many are open (200).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { ensureAssembly } from '../../../sandbox/assembly.ts';
import type { Report } from '../../../sandbox/tape/build-report.ts';
import {
  type KillableLegwork,
  type RestartCommand,
  startKillableLegwork,
  startRestartCommand,
} from './support/killable-legwork.ts';
import { writeSecondVersion } from './support/second-version.ts';
import { type Course, writeCourse } from './support/write-course.ts';

const workflows = Number(process.env.RESTART_WORKFLOWS ?? 200);
const course = writeCourse(workflows);
const directory = mkdtempSync(join(tmpdir(), 'second-version-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface CommandReport {
  readonly counts: Readonly<Record<string, number>>;
}

it(`${course.openWorkflows} open workflows restarted, the command and the runtime killed on the way, end as if nothing had been`, {
  timeout: 300_000 + workflows * 2_000,
}, async () => {
  const assembly = await ensureAssembly(() => {});
  const second = writeSecondVersion(assembly, join(directory, 'assembly'));
  const disturb = async (legwork: KillableLegwork): Promise<void> => {
    await legwork.deploy(second);
    const counts = await restartAll(legwork, course);
    expect(counts).toMatchObject({ unfinished: 0, missed: 0, onNewestBefore: 0 });
    expect(counts.restarted! + counts.forced! + counts.doneByEarlierCall! + counts.closed!).toBe(course.openWorkflows);
  };
  const [undisturbed, disturbed] = await Promise.all([
    play(course, assembly, async () => {}),
    play(course, assembly, disturb),
  ]);

  const charges = undisturbed.payments.filter(({ kind, status }) => kind === 'charge' && status === 'succeeded');
  expect(charges).toHaveLength(course.bookings);
  expect(undisturbed.emitted.filter(({ detailType }) => detailType === 'BookingClosed')).toHaveLength(course.bookings);
  expect(contentOf(disturbed)).toEqual(contentOf(undisturbed));
  expect(disturbed.notifications).toEqual(undisturbed.notifications);
  // It was a restart: every workflow that was open has a second run, and no first one is still at work.
  const runs = disturbed.workflows.filter(({ type }) => type !== 'notification');
  expect(runs.filter(({ run }) => run > 1).length).toBeGreaterThanOrEqual(course.openWorkflows);
  expect(runs.filter(({ status }) => status === 'ABORTED').length).toBeGreaterThanOrEqual(course.chargesUnderWay);
  expect(runs.filter(({ status }) => status === 'RUNNING' || status === 'FAILED')).toEqual([]);
});

/** The course, with `disturb` at the instant of the restart, beside the events of that instant. */
async function play(
  { beginMs, restartMs, outageFromMs, outageUntilMs, untilMs, events }: Course,
  assembly: string,
  disturb: (legwork: KillableLegwork) => Promise<void>,
): Promise<Report> {
  const legwork = await startKillableLegwork(assembly, beginMs);
  const tell = async (fromMs: number, toMs: number): Promise<void> => {
    for (const { atMs, detailType, detail } of events) {
      if (atMs < fromMs || atMs >= toMs) continue;
      await legwork.runtime.call('runUntil', atMs);
      expect(await legwork.runtime.call('emit', detailType, detail)).toBeNull();
    }
  };
  try {
    await tell(beginMs, outageFromMs);
    await legwork.runtime.call('runUntil', outageFromMs);
    legwork.change({ outages: { payments: true } });
    await tell(outageFromMs, restartMs);
    await legwork.runtime.call('runUntil', restartMs);
    await legwork.runtime.call('settle');
    await tell(restartMs, restartMs + 1);
    await disturb(legwork);
    await tell(restartMs + 1, outageUntilMs);
    await legwork.runtime.call('runUntil', outageUntilMs);
    legwork.change({ outages: { payments: false } });
    await tell(outageUntilMs, untilMs);
    await legwork.runtime.call('runThrough', untilMs);
    return await legwork.report('a restart');
  } finally {
    await legwork.close();
  }
}

/** Calls the command three times: killed with a third done, left without a runtime with two thirds done, and to the end. */
async function restartAll(legwork: KillableLegwork, course: Course): Promise<CommandReport['counts']> {
  const { openWorkflows } = course;
  const endpoint = () => legwork.runtime.call('endpoint');
  const before = legwork.seen.started;
  const isBegun = (share: number) => () => legwork.seen.started >= before + share * openWorkflows;
  const first = startRestartCommand(await endpoint());
  await watch(legwork, course, first, isBegun(1 / 3));
  await first.kill();

  const second = startRestartCommand(await endpoint());
  await watch(legwork, course, second, isBegun(2 / 3));
  await legwork.killRuntime();
  expect(await second.ended).toMatchObject({ exitCode: 3 });

  const last = startRestartCommand(await endpoint());
  await watch(legwork, course, last, last.isOver);
  const { exitCode, out, error } = await last.ended;
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  const { counts } = JSON.parse(out) as CommandReport;
  console.info(`the last of three calls: ${JSON.stringify(counts)}`);
  return counts;
}

/** The runtime's clock stands still by itself: what was fenced waits two minutes of it, which pass five times as fast. */
const timesAsFast = 5;
/** Until then nothing else falls due. Unit: milliseconds. */
const roomMs = 3 * 60 * 60 * 1_000;

async function watch(
  { runtime, seen }: KillableLegwork,
  { restartMs }: Course,
  { isOver, ended }: RestartCommand,
  isEnough: () => boolean,
): Promise<void> {
  let lastMs = performance.now();
  while (!isEnough()) {
    if (isOver()) throw new Error(`the command was over too soon: ${JSON.stringify(await ended)}`);
    const elapsedMs = performance.now() - lastMs;
    lastMs += elapsedMs;
    if (seen.fenced > 0) {
      const nowMs = await runtime.call('nowMs');
      await runtime.call('runUntil', Math.min(nowMs + Math.round(timesAsFast * elapsedMs), restartMs + roomMs));
    }
    await sleep(5);
  }
}

/** What was done and told, without the instants: a charge that waits for its provider has its own, by chance. */
function contentOf({ payments, emitted, workflows: rows, permissions }: Report) {
  const inOrder = (entries: readonly unknown[]): string[] => entries.map((entry) => JSON.stringify(entry)).sort();
  return {
    payments: inOrder(payments.map(({ at: _, ...payment }) => payment)),
    emitted: inOrder(
      emitted.map(({ detailType, detail }) => {
        const { occurredAt: _, ...rest } = detail as Record<string, unknown>;
        return { detailType, ...rest };
      }),
    ),
    ends: inOrder(
      rows.filter(({ phase }) => phase !== 'continued').map(({ type, id, phase }) => ({ type, id, phase })),
    ),
    missing: permissions.missing,
  };
}
