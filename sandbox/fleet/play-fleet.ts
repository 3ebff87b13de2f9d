import type { Flow } from '../flow/count-flow.ts';
import { combineProgress, type FleetProgress } from './combine-progress.ts';
import { divideFleet, type FleetPart, standingPart } from './divide-fleet.ts';
import { mergeParts } from './merge-parts.ts';
import { type PartOptions, type PartReport, playPart } from './play-part.ts';
import { playPartApart } from './play-part-apart.ts';
import { createMachineRecord, sampleProcess } from './record-machine.ts';
import { runInTurns } from './run-in-turns.ts';
import type { Counts } from './tally.ts';
import { type FleetOptions, windowOf } from './write-fleet.ts';

export interface PlayFleetOptions extends FleetOptions {
  readonly assemblyDirectory: string;
  /** How many parts are played at a time, each in a process of its own; it changes nothing in the report. At least 1. */
  readonly processes: number;
  /** Which bookings are played together. Default: as `divideFleet` says. One part alone is played in this process. */
  readonly parts?: readonly FleetPart[];
  /** Nothing is done: only its time passes. Default: false. */
  readonly isIdle?: boolean;
  /** Told how far it is, from 0 to 1. */
  readonly onProgress?: (progress: FleetProgress) => void;
  /** Told what processes of parts wrote to standard error although nothing failed. */
  readonly onOutput?: (text: string) => void;
  /** Milliseconds on the machine's clock, from any beginning. */
  readonly machineMs: () => number;
}

/** The same fleet gives the same report, apart from `machine`. */
export interface FleetReport {
  /** `parts`: how many it was divided into. */
  readonly fleet: FleetOptions & { readonly parts: number; readonly events: number };
  /** What the bus refused. */
  readonly refusals: Counts;
  readonly emitted: Counts;
  readonly notifications: Counts;
  readonly executions: Counts;
  readonly troubles: Counts;
  /** What the payment provider received, by kind and status. */
  readonly payments: Counts;
  readonly meter: Readonly<Record<string, number>>;
  readonly flow: Flow;
  readonly permissions: { readonly missing: readonly unknown[]; readonly unused: number };
  readonly machine: {
    /** All of it, with starting processes and deploying. */
    readonly playMs: number;
    readonly msPerBooking: number;
    /** Of all processes together; so are the next two, at the time at which they were most: `MachineRecord`. */
    readonly processorMs: number;
    readonly residentMegabytes: number;
    readonly heapMegabytes: number;
  };
}

/**
 * Generates a fleet and plays it on fresh runtimes with the skipping clock, until nothing of it is due any more. Bookings have
 * nothing to do with one another, so that each part of them is played by a runtime that knows no others.
 */
export async function playFleet(options: PlayFleetOptions): Promise<FleetReport> {
  const { bookings, days, seed, isIdle = false, machineMs } = options;
  const parts = isIdle ? [standingPart] : (options.parts ?? divideFleet(bookings));
  const beganMs = machineMs();
  const [part, ...others] = parts;
  const { events, machine, ...report } =
    part !== undefined && others.length === 0 ? await playHere(part, options) : await playApart(parts, options);
  const playMs = machineMs() - beganMs;
  return {
    fleet: { bookings, days, seed, parts: parts.length, events },
    ...report,
    machine: {
      playMs: Math.round(playMs),
      msPerBooking: Math.round((playMs / bookings) * 10) / 10,
      ...machine,
    },
  };
}

async function playHere(part: FleetPart, options: PlayFleetOptions) {
  const tell = tellOf([part], options);
  const machine = createMachineRecord();
  const since = process.cpuUsage();
  const report = await playPart(optionsOf(part, options), (progress) => {
    machine.note('player', sampleProcess(since));
    tell(part, progress);
  });
  machine.note('player', sampleProcess(since));
  return { ...mergeParts([report]), machine: machine.read() };
}

async function playApart(parts: readonly FleetPart[], options: PlayFleetOptions) {
  const tell = tellOf(parts, options);
  const machine = createMachineRecord();
  const since = process.cpuUsage();
  const play = async (part: FleetPart, signal: AbortSignal): Promise<PartReport> => {
    const name = `${part.first}+${part.bookings}`;
    const report = await playPartApart({
      options: optionsOf(part, options),
      signal,
      onMessage: (message) => {
        machine.note(name, message.sample);
        machine.note('player', sampleProcess(since));
        if (message.kind === 'progress') tell(part, message.progress);
      },
      onOutput: options.onOutput ?? (() => {}),
    });
    machine.end(name);
    return report;
  };
  // Last, since it is the shortest: two processors are done sooner.
  const played = await runInTurns([...parts, standingPart], options.processes, play);
  machine.note('player', sampleProcess(since));
  return { ...mergeParts(played.slice(0, -1), played.at(-1)), machine: machine.read() };
}

function tellOf(parts: readonly FleetPart[], { days, onProgress = () => {} }: PlayFleetOptions) {
  return combineProgress(parts, windowOf(days), onProgress);
}

function optionsOf(part: FleetPart, { days, seed, assemblyDirectory }: PlayFleetOptions): PartOptions {
  return { part, days, seed, assemblyDirectory };
}
