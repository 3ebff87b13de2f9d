import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createConfiguration } from '../../gateways/configuration.ts';
import { createClient } from '../../middleware/aws-clients.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';

interface Access {
  readonly connect: () => Promise<{ readonly baseUrl: string; readonly apiKey: string }>;
  /** The key was refused: it is read anew. */
  readonly onRefused: () => void;
}

/** How a provider is reached: the values behind `<PROVIDER>_BASE_URL_PARAMETER` and `<PROVIDER>_API_KEY_SECRET`. */
export function connectAccess(environment: Environment, provider: 'PAYMENTS' | 'BOOKINGS' | 'VEHICLES'): Access {
  const parameterName = requiredVariable(environment, `${provider}_BASE_URL_PARAMETER`);
  const secretId = requiredVariable(environment, `${provider}_API_KEY_SECRET`);
  const configuration = createConfiguration({
    parameters: createClient((options) => new SSMClient(options)),
    secrets: createClient((options) => new SecretsManagerClient(options)),
    nowMs: () => Date.now(),
  });
  return {
    connect: async () => ({
      baseUrl: await configuration.parameter(parameterName),
      apiKey: await configuration.secret(secretId),
    }),
    onRefused: configuration.forget,
  };
}
