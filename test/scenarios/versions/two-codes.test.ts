// The code of two functions changes under open workflows: each calls what was there as it began.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeVersion } from './support/versioned-assembly.ts';
import { booking, dayMs, startMs, startVersionedLegwork, type VersionedLegwork } from './support/versioned-legwork.ts';

const logged = 'the second code runs';
const sayIt = `console.log(${JSON.stringify(logged)}, context.functionVersion, event.workflow?.id);`;
const changed = ['apply-booking-signal', 'load-run'];

describe('a function whose code has changed', () => {
  let legwork: VersionedLegwork;

  beforeAll(async () => {
    legwork = await startVersionedLegwork(await synthesizeVersion());
    await legwork.tell('BookingConfirmed', { booking: booking('B-1', startMs, { legs: [] }) });
    await legwork.until(startMs + dayMs);
    await legwork.deploy(
      await synthesizeVersion({ codes: Object.fromEntries(changed.map((handler) => [handler, sayIt])) }),
    );
  }, 240_000);
  afterAll(() => legwork?.close());

  /** What the second code has logged. */
  const lines = async (handler: string): Promise<readonly string[]> => {
    const { events } = await legwork.call<{ events: ReadonlyArray<{ readonly message: string }> }>(
      'logs',
      'FilterLogEvents',
      { logGroupName: `/aws/lambda/legwork-development-${handler}` },
    );
    return events.map(({ message }) => message).filter((message) => message.includes(logged));
  };
  const versionsOf = async (handler: string): Promise<readonly string[]> => {
    const { Versions } = await legwork.call<{ Versions: ReadonlyArray<{ readonly Version: string }> }>(
      'lambda',
      'ListVersionsByFunction',
      { FunctionName: `legwork-development-${handler}` },
    );
    return Versions.map(({ Version }) => Version).filter((version) => version !== '$LATEST');
  };
  const change = (id: string) =>
    legwork.tell('BookingChanged', {
      booking: booking(id, startMs, { legs: [], vehicleId: `V-${legwork.nowMs()}` }),
    });

  it('is the old one for a run in flight, also after what nothing needs was pruned', async () => {
    const { out } = await legwork.prune();
    expect(out).toMatch(/-booking:1 +1 open\n/);
    expect(out).toMatch(/-load-run:1 +a definition names it\n/);
    expect(out).toMatch(/-trip-leg:1 +it goes\n/);
    await change('B-1');
    expect(await lines('apply-booking-signal')).toEqual([]);
    expect((await legwork.trace('booking-B-1-r1')).functions).toEqual(
      expect.arrayContaining(['load-run:1', 'apply-booking-signal:1', 'await-signal:1']),
    );
  });

  it('is the new one for a run that begins, with the functions that have not changed', async () => {
    await legwork.tell('BookingConfirmed', { booking: booking('B-2', startMs, { legs: [] }) });
    await change('B-2');
    const { functions } = await legwork.trace('booking-B-2-r1');
    expect(functions).toEqual(expect.arrayContaining(['load-run:2', 'apply-booking-signal:2', 'await-signal:1']));
    const said = await lines('apply-booking-signal');
    expect(said.length).toBeGreaterThan(1);
    for (const line of said) expect(line).toMatch(/"2".*"B-2"|2 B-2/);
  });

  it('stays the old one to the end of the run, which nothing keeps from ending', async () => {
    for (const bookingId of ['B-1', 'B-2']) await legwork.tell('BookingCancelled', { bookingId, reason: 'a test' });
    expect(await legwork.describe('booking-B-1-r1')).toEqual({ status: 'SUCCEEDED', version: 1 });
    expect(await legwork.describe('booking-B-2-r1')).toEqual({ status: 'SUCCEEDED', version: 2 });
    const { functions } = await legwork.trace('booking-B-1-r1');
    expect(functions.filter((name) => !name.endsWith(':1'))).toEqual([]);
    expect((await lines('apply-booking-signal')).filter((line) => line.includes('B-1'))).toEqual([]);
  });

  it('is deleted with the last definition that names it, when that is needed by nothing', async () => {
    await legwork.until(legwork.nowMs() + dayMs);
    for (const handler of changed) expect(await versionsOf(handler)).toEqual(['1', '2']);
    const { exitCode, out } = await legwork.prune();
    expect(exitCode, out).toBe(0);
    for (const handler of changed) expect(await versionsOf(handler)).toEqual(['2']);
    expect(await versionsOf('await-signal')).toEqual(['1']);
  });
});
