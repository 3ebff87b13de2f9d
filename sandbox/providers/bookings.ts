import type { ProviderAnswer, ProviderRequest } from './http-provider.ts';
import type { World } from './world.ts';

/** Begins every name and address that the sandbox hands out, so that a search finds where personal data went. */
const personalDataMark = 'PERSONAL';

/** The booking service's own API: how a customer is reached. */
export function answerBookings(
  { path, method, header }: ProviderRequest,
  world: World,
  apiKey: string,
): ProviderAnswer {
  if (world.outages.bookings) return { status: 503, body: { message: 'Out of service.' } };
  if (header('authorization') !== `Bearer ${apiKey}`) return { status: 401, body: { message: 'Unknown API key.' } };
  const [kind, customerId, what, ...rest] = path;
  if (method !== 'GET' || kind !== 'customers' || customerId === undefined || what !== 'contact' || rest.length > 0) {
    return { status: 404, body: { message: 'There is only GET /customers/:id/contact.' } };
  }
  return {
    status: 200,
    body: {
      name: `${personalDataMark} ${customerId}`,
      email: `${personalDataMark}.${customerId}@customers.example`.toLowerCase(),
      phone: `+1555${phoneDigits(customerId)}`,
    },
  };
}

/** Seven digits, the same for the same customer. */
function phoneDigits(customerId: string): string {
  let sum = 0;
  for (const character of customerId) sum = (sum * 31 + character.charCodeAt(0)) % 10_000_000;
  return String(sum).padStart(7, '0');
}
