import { createFlowCount, type Flow } from '../flow/count-flow.ts';
import { startLegwork } from '../legwork.ts';
import { type Counts, createCounter, createTally } from './tally.ts';
import { type FleetOptions, writeFleet } from './write-fleet.ts';

export interface PlayFleetOptions extends FleetOptions {
  readonly assemblyDirectory: string;
  /** Nothing is done: only its time passes. Default: false. */
  readonly isIdle?: boolean;
  /** Told how far it is, from 0 to 1, at every step. */
  readonly onProgress?: (progress: FleetProgress) => void;
  /** Milliseconds on the machine's clock, from any beginning. */
  readonly machineMs: () => number;
}

export interface FleetProgress {
  readonly share: number;
  readonly nowMs: number;
  readonly lambdaInvocations: number;
}

/** The same fleet gives the same report, apart from `machine`. */
export interface FleetReport {
  readonly fleet: FleetOptions & { readonly events: number };
  /** What the bus refused. */
  readonly refusals: Counts;
  readonly emitted: Counts;
  readonly notifications: Counts;
  /** What the payment provider received, by kind and status. */
  readonly payments: Counts;
  readonly executions: Counts;
  readonly troubles: Counts;
  readonly meter: Readonly<Record<string, number>>;
  readonly flow: Flow;
  readonly permissions: { readonly missing: readonly unknown[]; readonly unused: number };
  readonly machine: {
    /** From the first step to the last timer. */
    readonly playMs: number;
    readonly msPerBooking: number;
    readonly processorMs: number;
    readonly residentMegabytes: number;
    readonly heapMegabytes: number;
  };
}

/** Generates a fleet and plays it on a fresh runtime with the skipping clock, until nothing of it is due any more. */
export async function playFleet(options: PlayFleetOptions): Promise<FleetReport> {
  const { bookings, days, seed, assemblyDirectory, onProgress = () => {}, machineMs } = options;
  const { steps: written, startMs, endMs } = writeFleet({ bookings, days, seed });
  const steps = options.isIdle ? [] : written;
  const tally = createTally();
  const flow = createFlowCount();
  const refusals = createCounter();
  const legwork = await startLegwork({
    assemblyDirectory,
    clock: { kind: 'skip', startMs },
    seed,
    port: 0,
    onEvent: (event) => {
      tally.observe(event);
      flow.observe(event);
    },
  });
  const { runtime, providers } = legwork;
  const began = { ms: machineMs(), processor: process.cpuUsage() };
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
      onProgress({
        share: (step.atMs - startMs) / (endMs - startMs),
        nowMs: step.atMs,
        lambdaInvocations: runtime.report().meter.lambdaInvocations,
      });
    }
    await runtime.runThrough(endMs);
    const playMs = machineMs() - began.ms;
    const { user, system } = process.cpuUsage(began.processor);
    const { rss, heapUsed } = process.memoryUsage();
    const { meter, permissions } = runtime.report();
    const payments = createCounter();
    for (const { kind, status } of providers.payments()) payments.add(`${kind} ${status}`);
    return {
      fleet: { bookings, days, seed, events },
      refusals: refusals.read(),
      ...tally.read(),
      payments: payments.read(),
      meter: { ...meter, lambdaGbSeconds: Math.round(meter.lambdaGbSeconds * 1e6) / 1e6 },
      flow: flow.read(endMs),
      permissions: { missing: permissions.missing, unused: permissions.unused.length },
      machine: {
        playMs: Math.round(playMs),
        msPerBooking: Math.round((playMs / bookings) * 10) / 10,
        processorMs: Math.round((user + system) / 1_000),
        residentMegabytes: Math.round(rss / 1e6),
        heapMegabytes: Math.round(heapUsed / 1e6),
      },
    };
  } finally {
    await legwork.close();
  }
}
