import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestProviders, type TestProviders } from './start-test-providers.ts';

let providers: TestProviders;

beforeEach(async () => {
  providers = await startTestProviders();
});
afterEach(() => providers.close());

const get = async (path: string, apiKey = providers.bookingsApiKey) => {
  const response = await fetch(providers.bookingsUrl + path, { headers: { authorization: `Bearer ${apiKey}` } });
  return { status: response.status, body: await response.json() };
};

describe('the contact of a customer', () => {
  it('is made up from the id, always the same, and marked as personal data', async () => {
    const contact = {
      status: 200,
      body: { name: 'PERSONAL C-77', email: 'personal.c-77@customers.example', phone: '+15552041002' },
    };
    expect(await get('/customers/C-77/contact')).toEqual(contact);
    expect(await get('/customers/C-77/contact')).toEqual(contact);
    expect((await get('/customers/C-78/contact')).body).not.toMatchObject({ phone: contact.body.phone });
  });

  it('cannot be had during an outage', async () => {
    providers.change({ outages: { bookings: true } });
    expect((await get('/customers/C-77/contact')).status).toBe(503);
    providers.change({ outages: { bookings: false } });
    expect((await get('/customers/C-77/contact')).status).toBe(200);
  });

  it('is given to those with the key only', async () => {
    expect((await get('/customers/C-77/contact', 'guessed')).status).toBe(401);
  });

  it('is all that there is', async () => {
    expect((await get('/customers/C-77')).status).toBe(404);
    expect((await get('/customers/C-77/contact/more')).status).toBe(404);
    expect((await get('/customers/%ZZ/contact')).status).toBe(400);
  });
});
