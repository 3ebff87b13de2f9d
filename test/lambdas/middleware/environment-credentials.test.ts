import { describe, expect, it } from 'vitest';
import { defaultProvider } from '../../../lambdas/middleware/environment-credentials.ts';

describe('the credentials of a function', () => {
  it('are those that Lambda puts into its environment', async () => {
    const environment = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' };
    expect(await defaultProvider({}, environment)()).toEqual({
      accessKeyId: 'AKID',
      secretAccessKey: 'secret',
      sessionToken: 'session',
    });
  });

  it('are missed by the name of the variable', async () => {
    await expect(defaultProvider({}, { AWS_ACCESS_KEY_ID: 'AKID' })()).rejects.toThrow('AWS_SECRET_ACCESS_KEY');
  });
});
