import { expect, it } from 'vitest';
import { createMachineRecord } from '../../../sandbox/fleet/record-machine.ts';

it('adds up the time of all processes, and the memory of those that live at the same time', () => {
  const machine = createMachineRecord();
  const sample = (processorMs: number, residentMegabytes: number) => ({
    processorMs,
    residentBytes: residentMegabytes * 1e6,
    heapBytes: residentMegabytes * 1e5,
  });
  machine.note('player', sample(1, 50));
  machine.note('one', sample(100, 300));
  machine.note('other', sample(100, 400));
  machine.note('one', sample(200, 200));
  machine.end('one');
  machine.note('third', sample(50, 100));
  machine.note('player', sample(9, 50));
  expect(machine.read()).toEqual({ processorMs: 359, residentMegabytes: 750, heapMegabytes: 75 });
});
