import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';

describe('legwork list', () => {
  let operated: OperatedLegwork;

  beforeAll(async () => {
    operated = await operateLegwork();
    await operated.tell('BookingConfirmed', 'evt-1', { booking: booking('B-1') });
    await operated.runtime.runUntil(Date.parse('2026-03-02T09:00:00Z'));
    await operated.tell('BookingConfirmed', 'evt-2', { booking: booking('B-2') });
  });
  afterAll(() => operated?.close());

  const ids = async (...options: readonly string[]): Promise<readonly string[]> => {
    const { workflows } = await operated.legworkJson<{ workflows: Array<{ type: string; id: string }> }>(
      'list',
      ...options,
    );
    return workflows.map(({ type, id }) => `${type}#${id}`).sort();
  };

  it('shows type, status, phase, version, staleness and since when', async () => {
    const { exitCode, out } = await operated.legwork(['list', '--id', 'B-1', '--type', 'booking']);

    expect(exitCode).toBe(0);
    expect(out.split('\n')[0]?.split(/\s+/)).toEqual([
      'TYPE',
      'ID',
      'RUN',
      'STATUS',
      'PHASE',
      'VERSION',
      'STALE',
      'SINCE',
    ]);
    expect(out.split('\n')[1]).toMatch(/^booking +B-1 +1 +open +\S+ +\S+ +no +2026-03-01T09:00:00\.000Z$/);
    expect(out).not.toContain('(old)');
  });

  it('lists what is open, and by type, id and instant of opening', async () => {
    expect(await ids()).toEqual(['booking#B-1', 'booking#B-2', 'deposit#B-1', 'deposit#B-2']);
    expect(await ids('--type', 'deposit')).toEqual(['deposit#B-1', 'deposit#B-2']);
    expect(await ids('--opened-after', '2026-03-02')).toEqual(['booking#B-2', 'deposit#B-2']);
    expect(await ids('--opened-before', '2026-03-02T00:00:00Z', '--type', 'booking')).toEqual(['booking#B-1']);
    expect(await ids('--phase', 'no-such-phase')).toEqual([]);
    expect(await ids('--status', 'starting')).toEqual([]);
  });

  it('says that there are more than it lists', async () => {
    const { out, error } = await operated.legwork(['list', '--limit', '3']);

    expect(out).toContain('3 open');
    expect(error).toContain('There are more');
  });

  it('lists as stale what should have happened and has not', async () => {
    expect(await ids('--stale')).toEqual([]);

    const { out } = await operated.legwork(['list', '--stale', '--type', 'booking'], {
      nowMs: () => Date.parse('2026-06-01T00:00:00Z'),
    });
    expect(out).toMatch(/B-1 .* for \d+ d/);
  });
});
