import type { ObservedEvent, Runtime } from '../../local/runtime.ts';
import { type DeployedLegwork, type DeploymentOptions, deployLegwork } from '../deploy-legwork.ts';
import type { ProviderAddresses } from '../providers/start-providers.ts';
import { readWorkflows, type WorkflowRow } from './read-workflows.ts';

/** What the player of a tape asks of a runtime that runs in a process of its own. */
export interface RuntimeCommands {
  start(options: Omit<DeploymentOptions, 'onEvent'>, providers: ProviderAddresses): Promise<void>;
  /** Deploys another assembly over the one that it was started with. */
  deploy(assemblyDirectory: string): Promise<void>;
  /** Where it listens. */
  endpoint(): string;
  nowMs(): number;
  runUntil(untilMs: number): Promise<void>;
  runThrough(untilMs: number): Promise<void>;
  emit(detailType: string, detail: unknown): Promise<string | null>;
  setOutages(outages: Parameters<DeployedLegwork['setOutages']>[0]): void;
  /** Waits until nothing is at work and all of it is on disk. */
  settle(): Promise<void>;
  collect(): Promise<Collected>;
  close(): Promise<void>;
}

/** What the report of a tape takes from the runtime. */
export type Collected = ReturnType<Runtime['report']> & {
  readonly observed: readonly ObservedEvent[];
  readonly workflows: readonly WorkflowRow[];
};

export type Command = {
  [Name in keyof RuntimeCommands]: {
    readonly id: number;
    readonly name: Name;
    readonly parameters: Parameters<RuntimeCommands[Name]>;
  };
}[keyof RuntimeCommands];

/** From the runtime's process: the answer to a command, or something that happened. */
export type Message =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  | { readonly kind: 'event'; readonly event: ObservedEvent };

export function createRuntimeCommands(onEvent: (event: ObservedEvent) => void): RuntimeCommands {
  let deployed: DeployedLegwork | undefined;
  const legwork = (): DeployedLegwork => {
    if (deployed === undefined) throw new Error('the runtime was not started');
    return deployed;
  };
  return {
    async start(options, providers) {
      deployed = await deployLegwork({ ...options, onEvent }, providers);
    },
    async deploy(assemblyDirectory) {
      await legwork().runtime.deploy(assemblyDirectory);
      await legwork().runtime.flushed();
    },
    endpoint: () => legwork().runtime.endpoint,
    nowMs: () => legwork().runtime.kernel.clock.nowMs(),
    runUntil: (untilMs) => legwork().runtime.runUntil(untilMs),
    runThrough: (untilMs) => legwork().runtime.runThrough(untilMs),
    async emit(detailType, detail) {
      const refusal = await legwork().emit(detailType, detail);
      await legwork().runtime.flushed();
      return refusal;
    },
    setOutages: (outages) => legwork().setOutages(outages),
    async settle() {
      const { runtime } = legwork();
      await runtime.kernel.work.whenIdle();
      await runtime.flushed();
    },
    async collect() {
      const { runtime } = legwork();
      return { observed: await runtime.events(), workflows: await readWorkflows(legwork()), ...runtime.report() };
    },
    close: () => legwork().runtime.close(),
  };
}
