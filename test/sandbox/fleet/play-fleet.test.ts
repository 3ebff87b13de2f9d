import { expect, it } from 'vitest';
import { ensureAssembly } from '../../../sandbox/assembly.ts';
import type { FleetPart } from '../../../sandbox/fleet/divide-fleet.ts';
import { playFleet } from '../../../sandbox/fleet/play-fleet.ts';

async function play(parts: readonly FleetPart[]) {
  const shares: number[] = [];
  const { machine, ...report } = await playFleet({
    bookings: 2,
    days: 4,
    seed: 4,
    parts,
    processes: parts.length,
    assemblyDirectory: await ensureAssembly(() => {}),
    machineMs: () => performance.now(),
    onProgress: ({ share }) => shares.push(share),
  });
  return { report, shares, machine };
}

it('gives the same report for the same fleet, however it is divided and whatever the machine was busy with', {
  timeout: 240_000,
}, async () => {
  const whole = await play([{ first: 0, bookings: 2 }]);
  const divided = await play([
    { first: 0, bookings: 1 },
    { first: 1, bookings: 1 },
  ]);
  expect(whole.report).toMatchObject({
    refusals: {},
    permissions: { missing: [] },
    emitted: { BookingClosed: 2 },
  });
  const asDivided = { ...whole.report, fleet: { ...whole.report.fleet, parts: 2 } };
  expect(JSON.stringify(divided.report)).toBe(JSON.stringify(asDivided));

  expect(divided.shares).toEqual(divided.shares.toSorted((one, other) => one - other));
  expect(divided.shares.at(-1)).toBe(1);
  expect(divided.machine.processorMs).toBeGreaterThan(0);
});
