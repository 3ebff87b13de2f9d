import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureAssembly } from '../../../sandbox/assembly.ts';
import type { FleetReport } from '../../../sandbox/fleet/play-fleet.ts';
import { median } from '../median.ts';
import { renderTable } from '../table.ts';

/** What bookings cost in a fleet of one size. */
interface FleetFigures {
  readonly bookings: number;
  /** How many it was divided into: each pays for a deployment. */
  readonly parts: number;
  /** Medians of the rounds. */
  readonly playSeconds: number;
  readonly msPerBooking: number;
  /** Of all processors and processes together. */
  readonly processorMsPerInvocation: number;
  /** `msPerBooking` against that of the smallest fleet. */
  readonly ratio: number;
  /** Of the first round; the counts are the same in each. */
  readonly transitionsPerBooking: number;
  readonly invocationsPerBooking: number;
  /** Of all processes that lived at a time, the most of all rounds. */
  readonly residentMegabytes: number;
}

const player = fileURLToPath(new URL('../../../sandbox/play.ts', import.meta.url));
const days = 30;

/** What a booking costs as the fleet grows: one that is ten times as large should cost ten times as much. */
export async function compareFleets(
  sizes: readonly number[],
  rounds: number,
  tell: (line: string) => void,
): Promise<FleetFigures[]> {
  await ensureAssembly(tell);
  const figures: FleetFigures[] = [];
  for (const bookings of sizes) {
    const runs: FleetReport[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      tell(`fleet of ${bookings}, round ${round} of ${rounds} …`);
      runs.push(await play(bookings));
    }
    const { stateTransitions = 0, lambdaInvocations = 1 } = runs[0]!.meter;
    const msPerBooking = median(runs.map(({ machine }) => machine.playMs)) / bookings;
    figures.push({
      bookings,
      parts: runs[0]!.fleet.parts,
      playSeconds: (msPerBooking * bookings) / 1_000,
      msPerBooking,
      processorMsPerInvocation: median(runs.map(({ machine }) => machine.processorMs)) / lambdaInvocations,
      ratio: msPerBooking / (figures[0]?.msPerBooking ?? msPerBooking),
      transitionsPerBooking: stateTransitions / bookings,
      invocationsPerBooking: lambdaInvocations / bookings,
      residentMegabytes: Math.max(...runs.map(({ machine }) => machine.residentMegabytes)),
    });
  }
  return figures;
}

/** In processes of its own, so that no fleet finds the memory or the compiled code of another. */
async function play(bookings: number): Promise<FleetReport> {
  const options = ['--fleet', String(bookings), '--days', String(days), '--seed', '1', '--quiet'];
  const { stdout } = await promisify(execFile)(process.execPath, [player, ...options], { maxBuffer: 2 ** 24 });
  const report = JSON.parse(stdout) as FleetReport;
  if (report.permissions.missing.length > 0 || Object.keys(report.refusals).length > 0) {
    throw new Error(`the fleet of ${bookings} was refused something: ${stdout}`);
  }
  return report;
}

export function renderFleets(fleets: readonly FleetFigures[]): string {
  return renderTable(
    [
      'fleet',
      'parts',
      's',
      'ms/booking',
      'ratio',
      'CPU ms/invocation',
      'transitions/booking',
      'invocations/booking',
      'RSS MB',
    ],
    fleets.map((fleet) => [
      `${fleet.bookings} bookings`,
      String(fleet.parts),
      fleet.playSeconds.toFixed(1),
      fleet.msPerBooking.toFixed(1),
      fleet.ratio.toFixed(2),
      fleet.processorMsPerInvocation.toFixed(2),
      fleet.transitionsPerBooking.toFixed(1),
      fleet.invocationsPerBooking.toFixed(1),
      String(fleet.residentMegabytes),
    ]),
  );
}
