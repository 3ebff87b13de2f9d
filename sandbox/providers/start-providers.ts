import { answerBookings } from './bookings.ts';
import { startHttpProvider } from './http-provider.ts';
import type { ReceivedPayment } from './payment-ledger.ts';
import { createPaymentsProvider } from './payments.ts';
import type { World } from './world.ts';

/** Stand-ins for the systems around Legwork that are not AWS, with what it takes to reach them. */
export interface Providers {
  readonly paymentsUrl: string;
  readonly paymentsApiKey: string;
  readonly bookingsUrl: string;
  readonly bookingsApiKey: string;
  /** What the payment provider received so far, without calls that failed in an outage. */
  payments(): readonly ReceivedPayment[];
  close(): Promise<void>;
}

interface ProvidersOptions {
  readonly world: World;
  /** The clock of the runtime: payments are dated by it. */
  readonly nowMs: () => number;
}

export async function startProviders({ world, nowMs }: ProvidersOptions): Promise<Providers> {
  const paymentsApiKey = 'sk_test_sandbox';
  const bookingsApiKey = 'bookings-sandbox';
  const provider = createPaymentsProvider({ apiKey: paymentsApiKey, world, nowMs });
  const payments = await startHttpProvider(provider.answer);
  const bookings = await startHttpProvider((request) => answerBookings(request, world, bookingsApiKey));
  return {
    paymentsUrl: payments.url,
    paymentsApiKey,
    bookingsUrl: bookings.url,
    bookingsApiKey,
    payments: provider.received,
    close: async () => {
      await Promise.all([payments.close(), bookings.close()]);
    },
  };
}
