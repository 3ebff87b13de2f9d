import { ensureAssembly } from '../../../sandbox/assembly.ts';
import { median } from '../median.ts';
import { renderTable } from '../table.ts';
import { type FleetRun, playFleet } from './play-fleet.ts';

/** What bookings cost in a fleet of one size. */
interface FleetFigures {
  readonly bookings: number;
  /** Median of the rounds. Unit: milliseconds. */
  readonly msPerBooking: number;
  /** `msPerBooking` against that of the smallest fleet. */
  readonly ratio: number;
  /** Of the first round; the counts are the same in each. */
  readonly transitionsPerBooking: number;
  readonly invocationsPerBooking: number;
  readonly heapBytesPerBooking: number;
}

const sizes = [10, 30, 100];

/** What a booking costs as the fleet grows: one that is ten times as large should cost ten times as much. */
export async function compareFleets(rounds: number, tell: (line: string) => void): Promise<FleetFigures[]> {
  const assemblyDirectory = await ensureAssembly(tell);
  tell('fleet: warming up …');
  await playFleet(5, assemblyDirectory);
  const fleets: { bookings: number; runs: FleetRun[]; msPerBooking: number }[] = [];
  for (const bookings of sizes) {
    const runs: FleetRun[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      tell(`fleet of ${bookings}, round ${round} of ${rounds} …`);
      runs.push(await playFleet(bookings, assemblyDirectory));
    }
    fleets.push({ bookings, runs, msPerBooking: median(runs.map(({ playMs }) => playMs / bookings)) });
  }
  return fleets.map(({ bookings, runs, msPerBooking }) => {
    const { stateTransitions, lambdaInvocations, heapBytes } = runs[0]!;
    return {
      bookings,
      msPerBooking,
      ratio: msPerBooking / fleets[0]!.msPerBooking,
      transitionsPerBooking: stateTransitions / bookings,
      invocationsPerBooking: lambdaInvocations / bookings,
      heapBytesPerBooking: heapBytes / bookings,
    };
  });
}

export function renderFleets(fleets: readonly FleetFigures[]): string {
  return renderTable(
    ['fleet', 'ms/booking', 'ratio', 'transitions/booking', 'invocations/booking', 'heap KB/booking'],
    fleets.map((fleet) => [
      `${fleet.bookings} bookings`,
      fleet.msPerBooking.toFixed(1),
      fleet.ratio.toFixed(2),
      fleet.transitionsPerBooking.toFixed(1),
      fleet.invocationsPerBooking.toFixed(1),
      (fleet.heapBytesPerBooking / 1024).toFixed(0),
    ]),
  );
}
