import type { OutsideWorld } from '../../local/runtime.ts';
import { answerBookings } from './bookings.ts';
import { openCallLog } from './call-log.ts';
import { type HttpProvider, startHttpProvider } from './http-provider.ts';
import type { ReceivedPayment } from './payment-ledger.ts';
import { createPaymentsProvider } from './payments.ts';
import { createSurroundings } from './surroundings.ts';
import { answerVehicles } from './vehicles.ts';
import type { World } from './world.ts';

/** What it takes to reach the stand-ins; can be sent to another process. */
export interface ProviderAddresses {
  readonly paymentsUrl: string;
  readonly paymentsApiKey: string;
  readonly bookingsUrl: string;
  readonly bookingsApiKey: string;
  readonly vehiclesUrl: string;
  readonly vehiclesApiKey: string;
  /** What the runtime asks about routes and positions: no part of AWS's or anybody's API. */
  readonly surroundingsUrl: string;
}

/** Stand-ins for the systems around Legwork that are not AWS. */
export interface Providers extends ProviderAddresses {
  readonly addresses: ProviderAddresses;
  /** What the payment provider received so far, without calls that failed in an outage. */
  payments(): readonly ReceivedPayment[];
  /** All of them, for a runtime in the same process, which need not go through their ports. */
  readonly stands: readonly Pick<HttpProvider, 'url' | 'handler'>[];
  readonly vehicles: HttpProvider['handler'];
  /** The same without a port for what the runtime itself asks. */
  readonly outside: OutsideWorld;
  close(): Promise<void>;
}

interface ProvidersOptions {
  readonly world: World;
  /** The clock of the runtime, which may run in another process: payments are dated by it. */
  readonly nowMs: () => number | Promise<number>;
  /** File in which payments are kept over restarts. Default: they are not. */
  readonly paymentsPath?: string;
}

export async function startProviders({ world, nowMs, paymentsPath }: ProvidersOptions): Promise<Providers> {
  const paymentsApiKey = 'sk_test_sandbox';
  const bookingsApiKey = 'bookings-sandbox';
  const vehiclesApiKey = 'vehicles-sandbox';
  let requestedAtMs = 0;
  const log = paymentsPath === undefined ? undefined : openCallLog(paymentsPath);
  const provider = createPaymentsProvider({
    apiKey: paymentsApiKey,
    world,
    nowMs: () => requestedAtMs,
    ...(log && { log }),
  });
  const payments = await startHttpProvider(async (request) => {
    // Set and used without a pause in between, so that concurrent requests do not date one another.
    requestedAtMs = await nowMs();
    return provider.answer(request);
  });
  const bookings = await startHttpProvider((request) => answerBookings(request, world, bookingsApiKey));
  const vehicles = await startHttpProvider((request) => answerVehicles(request, world, vehiclesApiKey));
  const { outside, answer } = createSurroundings(world);
  const surroundings = await startHttpProvider(answer);
  const addresses: ProviderAddresses = {
    paymentsUrl: payments.url,
    paymentsApiKey,
    bookingsUrl: bookings.url,
    bookingsApiKey,
    vehiclesUrl: vehicles.url,
    vehiclesApiKey,
    surroundingsUrl: surroundings.url,
  };
  return {
    ...addresses,
    addresses,
    payments: provider.received,
    stands: [payments, bookings],
    vehicles: vehicles.handler,
    outside,
    close: async () => {
      await Promise.all([payments, bookings, vehicles, surroundings].map((one) => one.close()));
      log?.close();
    },
  };
}
