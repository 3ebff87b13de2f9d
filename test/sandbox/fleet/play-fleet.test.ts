import { expect, it } from 'vitest';
import { ensureAssembly } from '../../../sandbox/assembly.ts';
import { playFleet } from '../../../sandbox/fleet/play-fleet.ts';

it('gives the same report for the same fleet, whatever the machine was busy with', { timeout: 240_000 }, async () => {
  const assemblyDirectory = await ensureAssembly(() => {});
  const play = async () => {
    const { machine: _machine, ...report } = await playFleet({
      bookings: 3,
      days: 5,
      seed: 4,
      processes: 1,
      assemblyDirectory,
      machineMs: () => performance.now(),
    });
    return JSON.stringify(report);
  };
  const first = await play();
  expect(await play()).toBe(first);
  expect(JSON.parse(first)).toMatchObject({
    refusals: {},
    permissions: { missing: [] },
    emitted: { BookingClosed: 3 },
  });
});
