import { Stripe } from 'stripe';
import { startProviders } from '../../../sandbox/providers/start-providers.ts';
import { createWorld, mergeWorld, type WorldChange } from '../../../sandbox/providers/world.ts';

/**
 * The providers with a clock at 2026-03-07T17:00:00Z, and Stripe's own client for the payments; with a path, they are kept
 * in that file.
 */
export async function startTestProviders(paymentsPath?: string) {
  const world = createWorld();
  const clock = { nowMs: Date.parse('2026-03-07T17:00:00Z') };
  const providers = await startProviders({
    nowMs: () => clock.nowMs,
    world,
    ...(paymentsPath !== undefined && { paymentsPath }),
  });
  const { hostname, port } = new URL(providers.paymentsUrl);
  const stripeWith = (apiKey: string) =>
    new Stripe(apiKey, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  return {
    ...providers,
    clock,
    stripe: stripeWith(providers.paymentsApiKey),
    stripeWith,
    change: (change: WorldChange) => mergeWorld(world, change),
  };
}

export type TestProviders = Awaited<ReturnType<typeof startTestProviders>>;
