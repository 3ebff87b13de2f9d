import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CostReport } from '../../../ops/cost/compare-costs.ts';
import prices from '../../../ops/cost/prices.json' with { type: 'json' };
import { runLegwork } from '../support/run-legwork.ts';
import { reportOf } from './report-of.ts';

const project = join(import.meta.dirname, '../../..');
const quietRide = join(project, 'test/scenarios/tapes/quiet-ride-with-two-legs.json');

const page = readFileSync(join(project, 'docs/cost.md'), 'utf8');

/** @param place of the figure in docs/cost.md */
function expectNear(figure: number, place: RegExp): void {
  const written = Number(place.exec(page)?.[1]?.replaceAll(',', ''));
  expect(figure / written, String(place)).toBeGreaterThan(0.9);
  expect(figure / written, String(place)).toBeLessThan(1.1);
}

const files = (contents: Readonly<Record<string, string>>) => ({
  readFile: (path: string): string => {
    const text = contents[path];
    if (text === undefined) throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: 'ENOENT' });
    return text;
  },
});
const report = JSON.stringify(reportOf({}));

describe('legwork cost', () => {
  it('prices a quiet booking with two legs at most 0.8 cents, a third of Temporal Cloud', {
    timeout: 240_000,
  }, async () => {
    const commandLine = ['ops/legwork.mjs', 'cost', quietRide, '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, commandLine, { cwd: project, maxBuffer: 2 ** 24 });
    const { subjects, parts, dollars, dollarsEach, outside, polling, temporal } = JSON.parse(stdout) as CostReport;

    expect(subjects).toEqual({ count: 1, noun: 'booking' });
    expect(dollarsEach).toBeGreaterThan(0.001);
    expect(dollarsEach).toBeLessThanOrEqual(0.008);
    expect(temporal.unknown).toEqual([]);
    expect(dollars / temporal.dollars).toBeLessThanOrEqual(1 / 3);
    expect(dollars / temporal.frugalDollars).toBeLessThanOrEqual(1 / 3);
    expect(dollars / polling.dollars).toBeLessThanOrEqual(1 / 3);
    expect(parts.reduce((sum, part) => sum + part.dollars, 0)).toBeCloseTo(dollars, 9);
    // A leg of a day is assessed some fifty times, and each time it asks for a route.
    expect(outside.parts.find(({ price }) => price === 'routeRequests')?.quantity).toBeGreaterThan(90);

    // What docs/cost.md says of this booking is no more than a tenth off.
    expectNear(dollars, /\*\*together\*\* \| \| \*\*([\d.]+)\*\*/);
    expectNear(polling.dollars, /\| polling loops, every five minutes \| [\d,]+ laps \| ([\d.]+) \|/);
    expectNear(temporal.actions, /\| Temporal Cloud \| ([\d,]+) Actions \|/);
    expectNear(temporal.frugalActions, /\| Temporal Cloud, frugal \| ([\d,]+) Actions \|/);
    expectNear(outside.dollars, /more than all of them but polling: ([\d.]+) dollars/);
  });

  it('prices a report that was played before, from a file or from the input', async () => {
    const fromFile = await runLegwork(['cost', '--report', 'report.json', '--json'], files({ 'report.json': report }));
    const fromInput = await runLegwork(['cost', '--report', '-', '--json'], files({ '-': report }));
    expect(fromFile).toMatchObject({ exitCode: 0, error: '' });
    expect(fromInput).toEqual(fromFile);
    expect(JSON.parse(fromFile.out)).toMatchObject({ name: 'a-tape', prices: { region: 'us-east-1' } });
  });

  it('says what it counts on, where prices are from, and of which date', async () => {
    const { out } = await runLegwork(['cost', '--report', 'report.json'], files({ 'report.json': report }));
    expect(out).toContain(`prices of us-east-1, ${prices.date}`);
    expect(out).toContain('Free tiers and volume discounts are ignored.');
    expect(out).toContain('https://aws.amazon.com/step-functions/pricing/');
    expect(out).toMatch(/Prices not confirmed, 2026-11: .*routes by car/);
  });

  it('has a tape or a fleet played as a program of its own', async () => {
    const played: unknown[] = [];
    const runProgram = async (path: string, commandLine: readonly string[]) => {
      played.push([path.split('/').slice(-2).join('/'), ...commandLine]);
      return { exitCode: 0, out: report };
    };
    expect((await runLegwork(['cost', 'a.json'], { runProgram })).exitCode).toBe(0);
    expect((await runLegwork(['cost', '--fleet', '3', '--days', '5', '--seed', '2'], { runProgram })).exitCode).toBe(0);
    expect(played).toEqual([
      ['sandbox/play.ts', 'a.json'],
      ['sandbox/play.ts', 'a.json', '--idle', '--quiet'],
      ['sandbox/play.ts', '--fleet', '3', '--days', '5', '--seed', '2'],
      ['sandbox/play.ts', '--fleet', '3', '--days', '5', '--seed', '2', '--idle', '--quiet'],
    ]);
  });

  it('takes off what the time costs whatever happens', async () => {
    const idle = JSON.stringify(
      reportOf({ meter: { stateTransitions: 40, lambdaInvocations: 20, lambdaGbSeconds: 1 } }),
    );
    const given = files({ 'report.json': report, 'idle.json': idle });
    const { out } = await runLegwork(
      ['cost', '--report', 'report.json', '--idle-report', 'idle.json', '--json'],
      given,
    );
    const { parts, standing } = JSON.parse(out) as CostReport;
    expect(parts.find(({ price }) => price === 'standardTransitions')?.quantity).toBe(60);
    expect(parts.find(({ price }) => price === 'lambdaRequests')?.quantity).toBe(30);
    expect(standing?.dollars).toBeCloseTo(40 * 0.000_025 + 20 * 0.000_000_2 + 0.000_013_333_4 + 0.000_036, 9);
  });

  it('takes prices of the caller, and names the field of a table that lacks one', async () => {
    const dear = structuredClone(prices);
    dear.prices.standardTransitions.dollars *= 10;
    const incomplete: { prices: { textParts?: unknown } } = structuredClone(prices);
    delete incomplete.prices.textParts;
    const given = files({
      'report.json': report,
      'dear.json': JSON.stringify(dear),
      'incomplete.json': JSON.stringify(incomplete),
    });
    const dollarsWith = async (...options: string[]): Promise<number> =>
      JSON.parse((await runLegwork(['cost', '--report', 'report.json', '--json', ...options], given)).out).dollars;
    expect((await dollarsWith('--prices', 'dear.json')) - (await dollarsWith())).toBeCloseTo(100 * 9 * 0.000_025, 9);

    const refused = await runLegwork(['cost', '--report', 'report.json', '--prices', 'incomplete.json'], given);
    expect(refused.exitCode).toBe(2);
    expect(refused.error).toMatch(/incomplete\.json is no table of prices: prices\.textParts: /);
  });

  it.each([
    ['nothing to price', ['cost'], /one of a tape, --fleet BOOKINGS and --report FILE/],
    ['two things at once', ['cost', 'a.json', '--fleet', '2'], /one of a tape, --fleet BOOKINGS and --report FILE/],
    ['a file that is not there', ['cost', '--report', 'gone.json'], /gone\.json/],
    ['a report of something else', ['cost', '--report', 'other.json'], /other\.json is no report of a play: meter: /],
    ['text that is no JSON', ['cost', '--report', 'text.txt'], /text\.txt is no report of a play: /],
    ['an idle report of nothing', ['cost', 'a.json', '--idle-report', 'b.json'], /--idle-report belongs to --report/],
    ['a fleet of none', ['cost', '--fleet', '0'], /a whole number from 1/],
  ])('exits with 2 for %s', async (_what, commandLine, message) => {
    const { exitCode, out, error } = await runLegwork(
      commandLine,
      files({ 'other.json': '{"workflows":[]}', 'text.txt': 'ten dollars' }),
    );
    expect([exitCode, out]).toEqual([2, '']);
    expect(error).toMatch(message);
  });

  it('exits with 130 where Ctrl-C ended the player', async () => {
    const interruption = new AbortController();
    const runProgram = async () => {
      interruption.abort();
      return { exitCode: 1, out: '' };
    };
    const ended = await runLegwork(['cost', 'a.json'], { runProgram, interrupted: interruption.signal });
    expect(ended.exitCode).toBe(130);
  });

  it.each([
    [2, 2],
    [1, 70],
  ])('where the player ends with %d, exits with %d', async (exitCode, expected) => {
    const ended = await runLegwork(['cost', 'a.json'], { runProgram: async () => ({ exitCode, out: '' }) });
    expect(ended.exitCode).toBe(expected);
  });
});
