import type { Runtime } from '../../local/runtime.ts';
import { createFlowCount, type ExactFlow } from '../flow/count-flow.ts';
import { startLegwork } from '../legwork.ts';
import type { FleetPart } from './divide-fleet.ts';
import { type Counts, createCounter, createTally } from './tally.ts';
import { type FleetOptions, writeFleet } from './write-fleet.ts';

/** Parts are played side by side: what one could do at once, two do. */
const invocationsAtOnce = 1;
/** Nobody sees less than a hundredth, and the meter has to be read for it. */
const toldSteps = 100;

/** Can be sent to another process. */
export interface PartOptions {
  readonly part: FleetPart;
  readonly days: FleetOptions['days'];
  /** The same for all parts: what the runtimes draw is what they call things, and roles are compared by name. */
  readonly seed: FleetOptions['seed'];
  readonly assemblyDirectory: string;
}

export interface PartProgress {
  /** From 0 to 1. */
  readonly share: number;
  readonly lambdaInvocations: number;
}

/** What came of a part, before anything is rounded or left out: reports of parts are added up. */
export interface PartReport {
  /** How many were sent. */
  readonly events: number;
  /** What the bus refused. */
  readonly refusals: Counts;
  readonly emitted: Counts;
  readonly notifications: Counts;
  readonly payments: Counts;
  readonly executions: Counts;
  readonly troubles: Counts;
  readonly meter: ReturnType<Runtime['report']>['meter'];
  readonly flow: ExactFlow;
  readonly permissions: ReturnType<Runtime['report']>['permissions'];
}

/**
 * Plays the bookings of a part on a fresh runtime with the skipping clock, until nothing of the fleet is due any more.
 * @param onProgress told at every hundredth
 */
export async function playPart(
  { part, days, seed, assemblyDirectory }: PartOptions,
  onProgress: (progress: PartProgress) => void,
): Promise<PartReport> {
  const { steps, startMs, endMs } = writeFleet({ ...part, days, seed });
  const tally = createTally();
  const flow = createFlowCount();
  const refusals = createCounter();
  const legwork = await startLegwork({
    assemblyDirectory,
    clock: { kind: 'skip', startMs },
    seed,
    port: 0,
    invocationsAtOnce,
    onEvent: (event) => {
      tally.observe(event);
      flow.observe(event);
    },
  });
  const { runtime, providers } = legwork;
  let told = -1;
  const tellAt = (nowMs: number): void => {
    const share = (nowMs - startMs) / (endMs - startMs);
    const step = Math.floor(share * toldSteps);
    if (step === told) return;
    told = step;
    onProgress({ share, lambdaInvocations: runtime.report().meter.lambdaInvocations });
  };
  let events = 0;
  try {
    for (const step of steps) {
      await runtime.runUntil(step.atMs);
      if (step.kind === 'world') {
        legwork.change(step.world);
      } else {
        for (let time = 0; time < step.times; time += 1) {
          events += 1;
          const refusal = await legwork.emit(step.detailType, step.detail);
          if (refusal !== null) refusals.add(refusal);
        }
      }
      tellAt(step.atMs);
    }
    await runtime.runThrough(endMs);
    tellAt(endMs);
    const payments = createCounter();
    for (const { kind, status } of providers.payments()) payments.add(`${kind} ${status}`);
    return {
      events,
      refusals: refusals.read(),
      ...tally.read(),
      payments: payments.read(),
      flow: flow.read(endMs),
      ...runtime.report(),
    };
  } finally {
    await legwork.close();
  }
}
