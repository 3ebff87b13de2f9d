import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { createManagedSecrets, type ManagedSecrets } from './managed-secrets.ts';
import {
  createSecretOperation,
  describeSecretOperation,
  getSecretValueOperation,
  putSecretValueOperation,
} from './operations/secrets.ts';
import { secretProvider } from './resources/secret.ts';
import { createSecretStore } from './secret-store.ts';

export interface SecretsManagerService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
  /** For a service that keeps secrets of its own here. */
  managedSecrets(owningService: string): ManagedSecrets;
}

export function createSecretsManagerService(kernel: Kernel): SecretsManagerService {
  const store = createSecretStore(kernel);
  return {
    service: {
      name: 'secretsmanager',
      operations: {
        CreateSecret: createSecretOperation(store),
        DescribeSecret: describeSecretOperation(store),
        GetSecretValue: getSecretValueOperation(store),
        PutSecretValue: putSecretValueOperation(store),
      },
    },
    resourceProviders: [secretProvider(kernel, store)],
    managedSecrets: (owningService) => createManagedSecrets(store, owningService),
  };
}
