import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObservedEvent, Runtime } from '../../local/runtime.ts';
import { startLegwork } from '../legwork.ts';
import { type Providers, startProviders } from '../providers/start-providers.ts';
import { createWorld, mergeWorld, type WorldChange } from '../providers/world.ts';
import { startKillableRuntime } from './killable-runtime.ts';
import { readWorkflows } from './read-workflows.ts';
import type { Collected } from './runtime-commands.ts';

/** What a tape is played on. */
export interface Stage {
  readonly providers: Providers;
  /** The runtime, where it is one of this process. */
  readonly runtime?: Runtime;
  runUntil(untilMs: number): Promise<void>;
  runThrough(untilMs: number): Promise<void>;
  emit(detailType: string, detail: unknown): Promise<string | null>;
  change(change: WorldChange): Promise<void>;
  /** Waits until nothing is at work. */
  settle(): Promise<void>;
  /** Cuts the power, and starts the runtime again on its journal. */
  kill(): Promise<void>;
  collect(): Promise<Collected>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly assemblyDirectory: string;
  readonly startMs: number;
  readonly seed: number;
  readonly onEvent: (event: ObservedEvent) => void;
}

/** A runtime of this process: fast, and it cannot be killed. */
export async function setUpStage({ assemblyDirectory, startMs, seed, onEvent }: StageOptions): Promise<Stage> {
  const observed: ObservedEvent[] = [];
  const legwork = await startLegwork({
    assemblyDirectory,
    clock: { kind: 'skip', startMs },
    seed,
    port: 0,
    onEvent: (event) => {
      observed.push(event);
      onEvent(event);
    },
  });
  const { runtime } = legwork;
  return {
    providers: legwork.providers,
    runtime,
    runUntil: runtime.runUntil,
    runThrough: runtime.runThrough,
    emit: legwork.emit,
    change: async (change) => legwork.change(change),
    settle: () => runtime.kernel.work.whenIdle(),
    kill: () => Promise.reject(new Error('a runtime of the same process cannot be killed')),
    collect: async () => ({ observed, workflows: await readWorkflows(legwork), ...runtime.report() }),
    close: legwork.close,
  };
}

/** A runtime in a process of its own, on a journal; the world and its providers outlive it. */
export async function setUpStageWithPowerCuts(options: StageOptions): Promise<Stage> {
  const { assemblyDirectory, startMs, seed, onEvent } = options;
  const dataDirectory = await mkdtemp(join(tmpdir(), 'legwork-tape-'));
  const world = createWorld();
  const providers = await startProviders({ world, nowMs: () => runtime.call('nowMs') });
  let runtime = startKillableRuntime(onEvent);
  const start = async (): Promise<void> => {
    await runtime.call(
      'start',
      { assemblyDirectory, clock: { kind: 'skip', startMs }, seed, port: 0, dataDirectory },
      providers.addresses,
    );
    await runtime.call('setOutages', world.outages);
  };
  const close = async (): Promise<void> => {
    await runtime.kill();
    await providers.close();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  await start().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    providers,
    runUntil: (untilMs) => runtime.call('runUntil', untilMs),
    runThrough: (untilMs) => runtime.call('runThrough', untilMs),
    emit: (detailType, detail) => runtime.call('emit', detailType, detail),
    async change(change) {
      mergeWorld(world, change);
      await runtime.call('setOutages', world.outages);
    },
    settle: () => runtime.call('settle'),
    async kill() {
      await runtime.kill();
      runtime = startKillableRuntime(onEvent);
      await start();
    },
    collect: () => runtime.call('collect'),
    close,
  };
}
