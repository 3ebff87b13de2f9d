import { join } from 'node:path';
import type { Runtime } from '../local/runtime.ts';
import { type DeployedLegwork, type DeploymentOptions, deployLegwork } from './deploy-legwork.ts';
import { type Providers, startProviders } from './providers/start-providers.ts';
import { createWorld, mergeWorld, type WorldChange } from './providers/world.ts';

/** Legwork as deployed to a local runtime, with stand-ins for the providers around it. */
export interface LegworkSandbox extends Omit<DeployedLegwork, 'setOutages'> {
  readonly providers: Providers;
  /** Changes what cards answer and which providers are out, from now on. */
  change(change: WorldChange): void;
  close(): Promise<void>;
}

/** Starts the providers, and a runtime that Legwork is deployed to. */
export async function startLegwork(options: DeploymentOptions): Promise<LegworkSandbox> {
  const world = createWorld();
  const { dataDirectory } = options;
  const providers = await startProviders({
    nowMs: () => legwork.runtime.kernel.clock.nowMs(),
    world,
    ...(dataDirectory !== undefined && { paymentsPath: join(dataDirectory, 'payments.jsonl') }),
  });
  const onStart = (runtime: Runtime): void => {
    for (const { url, handler } of providers.stands) runtime.answerInProcess(url, handler);
  };
  const legwork = await deployLegwork(
    { ...options, onStart, outside: providers.outside, vehicles: providers.vehicles },
    providers,
  ).catch(async (error: unknown) => {
    await providers.close();
    throw error;
  });
  return {
    ...legwork,
    providers,
    change(change) {
      mergeWorld(world, change);
      legwork.setOutages(world.outages);
    },
    async close() {
      await legwork.runtime.close();
      await providers.close();
    },
  };
}
