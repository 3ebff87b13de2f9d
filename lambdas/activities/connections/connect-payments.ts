import type { Stripe } from 'stripe';
import { createPayments, type Payments } from '../../gateways/payments.ts';
import { createStripeClient, type StripeAccess } from '../../gateways/stripe-client.ts';
import type { Environment } from '../../middleware/environment.ts';
import { connectAccess } from './connect-access.ts';

/** Stripe, by the base URL and the key that the configuration has; another client only when one of them changes. */
export function connectPayments(environment: Environment): Payments {
  const access = connectAccess(environment, 'PAYMENTS');
  let current: { readonly access: StripeAccess; readonly stripe: Stripe } | undefined;
  return createPayments({
    async connect() {
      const read = await access.connect();
      if (current?.access.baseUrl !== read.baseUrl || current.access.apiKey !== read.apiKey) {
        current = { access: read, stripe: createStripeClient(read) };
      }
      return current.stripe;
    },
    onRefused: access.onRefused,
  });
}
