/**
 * What the same flow would be in polling loops: a Standard machine for each workflow that waits, looks with a Lambda whether
 * something has come or is due, decides, and waits again.
 *
 * P1  A workflow polls as long as ours is open: booking, deposit, leg, watch, subscription. A lap is three transitions (Wait,
 *     Task, Choice), one invocation and one read unit.
 * P2  Nothing else does the waiting: our waits, Express machines and schedules fall away, and what Express machines did are
 *     transitions.
 * P3  Everything else costs what it costs here: the same activities, records, events and messages.
 */
import type { Quantities } from './price-parts.ts';
import { entered, type MachineFlow, type Usage } from './usage.ts';

const transitionsPerLap = 3;

export interface PollingFlow {
  readonly laps: number;
  readonly quantities: Quantities;
}

/** @param pollSeconds time between two laps of a workflow */
export function pollInstead({ flow }: Usage, ours: Quantities, pollSeconds: number): PollingFlow {
  const machines = Object.values(flow);
  // Machines without a wait, such as that of notifications, are over in a moment.
  const waiting = machines.filter((machine) => machine.machineType === 'STANDARD' && entered(machine, 'Await') > 0);
  const laps = Math.ceil(sum(waiting, ({ openSeconds }) => openSeconds) / pollSeconds);
  const waits = sum(waiting, (machine) => entered(machine, 'Await'));
  const expressStates = sum(
    machines.filter(({ machineType }) => machineType === 'EXPRESS'),
    ({ states }) => Object.values(states).reduce((total, count) => total + count, 0),
  );
  const gbSecondsEach = ours.lambdaRequests === 0 ? 0 : ours.lambdaGbSeconds / ours.lambdaRequests;
  return {
    laps,
    quantities: {
      ...ours,
      standardTransitions: ours.standardTransitions - waits + laps * transitionsPerLap + expressStates,
      expressRequests: 0,
      expressGbSeconds: 0,
      lambdaRequests: ours.lambdaRequests - waits + laps,
      lambdaGbSeconds: ours.lambdaGbSeconds + (laps - waits) * gbSecondsEach,
      dynamoReadUnits: ours.dynamoReadUnits + laps,
      schedulerInvocations: 0,
    },
  };
}

function sum(machines: readonly MachineFlow[], of: (machine: MachineFlow) => number): number {
  return machines.reduce((total, machine) => total + of(machine), 0);
}
