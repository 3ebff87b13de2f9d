/** The booking service's own API: how a customer is reached. It is read when something is sent, and never stored. */
import * as z from 'zod';
import { ProviderUnavailable } from '../domain/errors.ts';
import { type HttpOptions, readJson } from './read-json.ts';

const contactSchema = z.object({ email: z.string().min(1), phone: z.string().min(1), name: z.string() });

type Contact = z.infer<typeof contactSchema>;

export interface Bookings {
  contactOf(customerId: string): Promise<Contact>;
}

export function createBookings(options: HttpOptions): Bookings {
  return {
    async contactOf(customerId) {
      const contact = contactSchema.safeParse(
        await readJson('bookings', options, ['customers', customerId, 'contact']),
      );
      if (!contact.success) throw new ProviderUnavailable('bookings', 'the contact is incomplete');
      return contact.data;
    },
  };
}
