/**
 * `npm run bench`: what a booking costs as the fleet grows. Machines differ, so figures are ratios within one run: a fleet
 * ten times as large should cost ten times as much, and each booking the same memory.
 */
import { ensureAssembly } from '../../sandbox/assembly.ts';
import { playFleet } from './play-fleet.ts';

const sizes = [10, 30, 100];
const rounds = 3;

const assemblyDirectory = await ensureAssembly((line) => console.error(line));
console.error('warming up …');
await playFleet(5, assemblyDirectory);

const rows = [];
for (const bookings of sizes) {
  const runs = [];
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`${bookings} bookings, round ${round} of ${rounds} …`);
    runs.push(await playFleet(bookings, assemblyDirectory));
  }
  rows.push({ bookings, msPerBooking: median(runs.map(({ playMs }) => playMs / bookings)), ...runs[0]! });
}

const base = rows[0]!;
console.log('bookings  ms/booking  ratio  transitions/booking  invocations/booking  heap KB/booking');
for (const { bookings, msPerBooking, stateTransitions, lambdaInvocations, heapBytes } of rows) {
  console.log(
    [
      String(bookings).padStart(8),
      msPerBooking.toFixed(1).padStart(10),
      (msPerBooking / base.msPerBooking).toFixed(2).padStart(5),
      (stateTransitions / bookings).toFixed(1).padStart(19),
      (lambdaInvocations / bookings).toFixed(1).padStart(19),
      (heapBytes / bookings / 1024).toFixed(0).padStart(15),
    ].join('  '),
  );
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
