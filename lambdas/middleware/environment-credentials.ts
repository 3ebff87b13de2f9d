/**
 * Takes the place of the SDK's chain of credential providers in the bundles (`infra/bundle/bundle-lambdas.ts`): Lambda gives a
 * function its role's credentials in the environment and nowhere else, and ends the environment before they expire. The
 * other links of the chain are a third of a cold start's import.
 */
import { type Environment, requiredVariable } from './environment.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Named and called as the SDK does it: once a client. */
export function defaultProvider(
  _configuration?: unknown,
  environment: Environment = process.env,
): () => Promise<Credentials> {
  let credentials: Credentials | undefined;
  return async () => {
    credentials ??= {
      accessKeyId: requiredVariable(environment, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: requiredVariable(environment, 'AWS_SECRET_ACCESS_KEY'),
      sessionToken: requiredVariable(environment, 'AWS_SESSION_TOKEN'),
    };
    return credentials;
  };
}
