import { Stripe } from 'stripe';

export interface StripeAccess {
  /** For example `https://api.stripe.com`. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** A call that takes longer has failed. Unit: milliseconds. */
const callTimeoutMs = 20_000;

/** Stripe's own client. It repeats nothing by itself: retries are the state machine's. */
export function createStripeClient({ baseUrl, apiKey }: StripeAccess): Stripe {
  const { protocol, hostname, port } = new URL(baseUrl);
  const isPlain = protocol === 'http:';
  return new Stripe(apiKey, {
    protocol: isPlain ? 'http' : 'https',
    host: hostname,
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
    timeout: callTimeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
  });
}
