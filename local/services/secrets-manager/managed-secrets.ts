import type { SecretStore } from './secret-store.ts';

/** Secrets that another service keeps here: everybody with the permission may read them, only that service changes them. */
export interface ManagedSecrets {
  /** Returns the secret's ARN. */
  create(name: string, value: string): string;
  put(secretArn: string, value: string): void;
  read(secretArn: string): string;
  remove(secretArn: string): void;
}

export function createManagedSecrets(store: SecretStore, owningService: string): ManagedSecrets {
  return {
    create(name, value) {
      const secret = store.create(name, { owningService });
      store.putValue(secret, { SecretString: value }, undefined);
      return secret.arn;
    },
    put: (secretArn, value) => {
      store.putValue(store.get(secretArn), { SecretString: value }, undefined);
    },
    read(secretArn) {
      const versions = [...store.get(secretArn).versions.values()];
      return String(versions.find(({ stages }) => stages.has('AWSCURRENT'))?.value.SecretString);
    },
    remove: (secretArn) => store.remove(store.get(secretArn)),
  };
}
