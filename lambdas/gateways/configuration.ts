/** Base URLs from Parameter Store and keys from Secrets Manager: read when first needed and kept for a while. */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

export interface Configuration {
  /** The value of a parameter. */
  parameter(name: string): Promise<string>;
  /** The text of a secret. */
  secret(id: string): Promise<string>;
  /** Everything is read anew when it is next needed. */
  forget(): void;
}

interface ConfigurationOptions {
  readonly parameters: Pick<SSMClient, 'send'>;
  readonly secrets: Pick<SecretsManagerClient, 'send'>;
  readonly nowMs: () => number;
}

/**
 * What was changed is taken up within this time. It need not be short: whoever finds a key refused forgets it. Unit:
 * milliseconds.
 */
const configurationAgeLimitMs = 60 * 60 * 1_000;

export function createConfiguration({ parameters, secrets, nowMs }: ConfigurationOptions): Configuration {
  const kept = new Map<string, { readonly value: string; readonly readAtMs: number }>();

  const remember = async (name: string, read: () => Promise<string | undefined>): Promise<string> => {
    const known = kept.get(name);
    if (known && nowMs() - known.readAtMs < configurationAgeLimitMs) return known.value;
    const value = await read();
    if (value === undefined || value === '') throw new Error(`${name} has no value`);
    kept.set(name, { value, readAtMs: nowMs() });
    return value;
  };

  return {
    parameter: (name) =>
      remember(`parameter ${name}`, async () => {
        const { Parameter } = await parameters.send(new GetParameterCommand({ Name: name }));
        return Parameter?.Value;
      }),
    secret: (id) =>
      remember(`secret ${id}`, async () => {
        const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: id }));
        return SecretString;
      }),
    forget: () => kept.clear(),
  };
}
