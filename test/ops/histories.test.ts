import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';

describe('legwork histories', () => {
  let operated: OperatedLegwork;
  let parent = '';
  let directories = 0;

  beforeAll(async () => {
    parent = mkdtempSync(join(tmpdir(), 'legwork-histories-'));
    operated = await operateLegwork();
    await operated.tell('BookingConfirmed', 'evt-1', { booking: booking('B-1') });
    await operated.legwork(['signal', 'restart', 'booking', 'B-1']);
    await operated.runtime.kernel.work.whenIdle();
  });
  afterAll(async () => {
    await operated?.close();
    rmSync(parent, { recursive: true, force: true });
  });

  const exported = async (options: readonly string[], more = {}) => {
    directories += 1;
    const directory = join(parent, String(directories));
    const { exitCode } = await operated.legwork(['histories', '--out', directory, ...options], more);
    return { exitCode, directory, files: readdirSync(directory).sort() };
  };

  it('writes the history of the current run of every open workflow that fits', async () => {
    const { exitCode, files, directory } = await exported(['--type', 'booking', 'deposit']);

    expect(exitCode).toBe(0);
    expect(files).toEqual(['booking-B-1-r2.history.json', 'deposit-B-1-r1.history.json']);
    const history = JSON.parse(readFileSync(join(directory, files[0]!), 'utf8'));
    expect(history.executionArn).toMatch(/:execution:legwork-development-booking:booking-B-1-r2$/);
    expect(history.events[0]).toMatchObject({ id: 1, type: 'ExecutionStarted' });
    expect(history.events.at(-1).type).toMatch(/^Task/);
  });

  it('writes those of earlier runs where it is asked to', async () => {
    const { files } = await exported(['--type', 'booking', '--all-runs']);

    expect(files).toEqual(['booking-B-1-r1.history.json', 'booking-B-1-r2.history.json']);
  });

  it('writes those of a closed workflow that is named', async () => {
    await operated.tell('BookingCancelled', 'evt-2', { bookingId: 'B-1', reason: 'a test' }, 2);

    expect((await exported(['--type', 'booking'])).files).toEqual([]);
    expect((await exported(['--type', 'booking', '--id', 'B-1'])).files).toEqual(['booking-B-1-r2.history.json']);
  });

  it('asks no more often than it is allowed to', async () => {
    const pausesMs: number[] = [];
    await exported(['--type', 'booking', '--id', 'B-1', '--all-runs', '--rate', '4'], {
      sleep: async (delayMs: number) => {
        pausesMs.push(delayMs);
      },
    });

    expect(pausesMs).toEqual([250, 250]);
  });

  it('stops between two executions when it is interrupted', async () => {
    const interruption = new AbortController();
    const { exitCode, files } = await exported(['--type', 'booking', '--id', 'B-1', '--all-runs'], {
      interrupted: interruption.signal,
      sleep: async () => interruption.abort(),
    });

    expect(exitCode).toBe(130);
    expect(files).toEqual(['booking-B-1-r1.history.json']);
  });
});
