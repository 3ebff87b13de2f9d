/** The booking service's own API: how a customer is reached. It is read when something is sent, and never stored. */
import * as z from 'zod';
import { ProviderUnavailable } from '../domain/errors.ts';

const contactSchema = z.object({ email: z.string().min(1), phone: z.string().min(1), name: z.string() });

type Contact = z.infer<typeof contactSchema>;

export interface Bookings {
  contactOf(customerId: string): Promise<Contact>;
}

interface BookingsAccess {
  readonly baseUrl: string;
  readonly apiKey: string;
}

interface BookingsOptions {
  /** Gives the access; called for every request, so that a rotated key is taken up. */
  readonly connect: () => Promise<BookingsAccess>;
  readonly fetch: typeof globalThis.fetch;
}

/** A call that takes longer has failed. Unit: milliseconds. */
const callTimeoutMs = 10_000;

export function createBookings({ connect, fetch }: BookingsOptions): Bookings {
  return {
    async contactOf(customerId) {
      const { baseUrl, apiKey } = await connect();
      const address = `${baseUrl.replace(/\/+$/, '')}/customers/${encodeURIComponent(customerId)}/contact`;
      const answer = await read(fetch, address, apiKey);
      const contact = contactSchema.safeParse(answer);
      if (!contact.success) throw new ProviderUnavailable('bookings', 'the contact is incomplete');
      return contact.data;
    },
  };
}

async function read(fetch: typeof globalThis.fetch, address: string, apiKey: string): Promise<unknown> {
  const unavailable = (problem: string, cause?: unknown) => new ProviderUnavailable('bookings', problem, { cause });
  let response: Response;
  try {
    response = await fetch(address, {
      headers: { accept: 'application/json', authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(callTimeoutMs),
    });
  } catch (error) {
    throw unavailable('no answer', error);
  }
  if (!response.ok) throw unavailable(`HTTP status ${response.status}`);
  try {
    return await response.json();
  } catch (error) {
    throw unavailable('an answer that is not JSON', error);
  }
}
