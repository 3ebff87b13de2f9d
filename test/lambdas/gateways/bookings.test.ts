import { describe, expect, it } from 'vitest';
import { createBookings } from '../../../lambdas/gateways/bookings.ts';

const contact = { email: 'ada@example.com', phone: '+15550100', name: 'Ada' };

function bookingsThat(answer: () => Response | Promise<Response>, baseUrl = 'https://bookings.example/api/') {
  const asked: { address: string; init: RequestInit | undefined }[] = [];
  const fetch = async (address: string | URL | Request, init?: RequestInit) => {
    asked.push({ address: String(address), init });
    return answer();
  };
  const connect = async () => ({ baseUrl, apiKey: 'key-1' });
  return { asked, bookings: createBookings({ connect, onRefused: () => {}, fetch }) };
}

describe('the contact of a customer', () => {
  it('is read from the booking service with its key and a limit of time', async () => {
    const { asked, bookings } = bookingsThat(() => Response.json({ ...contact, birthday: '1815-12-10' }));
    expect(await bookings.contactOf('C-77')).toEqual(contact);
    expect(asked[0]?.address).toBe('https://bookings.example/api/customers/C-77/contact');
    expect(asked[0]?.init?.headers).toMatchObject({ authorization: 'Bearer key-1' });
    expect(asked[0]?.init?.signal).toBeInstanceOf(AbortSignal);
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ['a server error', () => new Response('', { status: 500 })],
    ['an unknown customer', () => new Response('', { status: 404 })],
    ['no answer', () => Promise.reject(new TypeError('fetch failed'))],
    ['an answer that is not JSON', () => new Response('<html>')],
    ['an incomplete answer', () => Response.json({ email: 'ada@example.com' })],
  ])('meets an outage with %s', async (_, answer) => {
    const { bookings } = bookingsThat(answer);
    await expect(bookings.contactOf('C-77')).rejects.toMatchObject({
      name: 'ProviderUnavailable',
      provider: 'bookings',
    });
  });
});
