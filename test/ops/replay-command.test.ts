import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking, type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';

const definitionPath = join(import.meta.dirname, '../../state-machines/booking.asl.json');
const definition = readFileSync(definitionPath, 'utf8');
/** It has one state under another name: executions that wait there cannot go on. */
const renamed = definition.replaceAll('"Await"', '"AwaitEvent"');

describe('legwork replay', () => {
  let operated: OperatedLegwork;
  let directory = '';

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'legwork-replay-'));
    operated = await operateLegwork();
    await operated.tell('BookingConfirmed', 'evt-1', { booking: booking('B-1') });
    await operated.legwork(['histories', '--out', directory]);
  });
  afterAll(async () => {
    await operated?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const replay = (text: string, ...options: readonly string[]) =>
    operated.legwork(['replay', '--definition', 'booking.asl.json', ...options], {
      readFile: (path) => (path === 'booking.asl.json' ? text : readFileSync(path, 'utf8')),
    });

  it('lets open executions go on with the definition that they run', async () => {
    const { exitCode, out } = await replay(definition, '--open');

    expect(out).toMatch(/booking-B-1-r1 +\d+ +\d+ +yes +identical/);
    expect(out).toContain('1 of 1 could go on with this definition.');
    expect(exitCode).toBe(0);
  });

  it('exits with 1 and says where a changed definition parts, and what a restart would do', async () => {
    const { exitCode, out } = await replay(renamed, '--histories', directory);

    expect(exitCode).toBe(1);
    expect(out).toMatch(/booking-B-1-r1: state-gone at event \d+ in Await/);
    expect(out).toMatch(/restart {3}from phase \w+ by Load → /);
    expect(out).toContain('0 of 1 could go on');
  });

  it('answers the same as JSON', async () => {
    const { out } = await replay(renamed, '--histories', directory, '--json');

    expect(JSON.parse(out)).toMatchObject({
      type: 'booking',
      differing: 1,
      results: [{ history: 'booking-B-1-r1', outcome: 'different', difference: { kind: 'state-gone' } }],
    });
  });

  it.each([
    ['nothing to replay is named', definition, []],
    ['both are', definition, ['--open', '--histories', '.']],
    ['the definition is none', '{"States": 1}', ['--open']],
  ])('exits with 2 where %s', async (_what, text, options) => {
    expect(await replay(text, ...options)).toMatchObject({ exitCode: 2 });
  });
});
