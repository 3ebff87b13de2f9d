import type { Kernel } from '../../kernel/kernel.ts';

/** Senders that may be used: addresses and domains, verified the moment they are made, and configuration sets by name. */
export interface IdentityStore {
  addIdentity(identity: string): void;
  hasIdentity(identity: string): boolean;
  addConfigurationSet(name: string): void;
  hasConfigurationSet(name: string): boolean;
  identityArn(identity: string): string;
  configurationSetArn(name: string): string;
  /** The identity that covers an address: the address itself before its domain and the domains above. */
  identityOf(address: string): string | undefined;
}

const stores = { identities: 'ses/identities', configurationSets: 'ses/configuration-sets' };

export function createIdentityStore({ region, accountId, journal }: Kernel): IdentityStore {
  const namesIn = (store: string): Set<string> => new Set([...journal.load(store)].map(([name]) => name));
  const identities = namesIn(stores.identities);
  const configurationSets = namesIn(stores.configurationSets);
  const arnPrefix = `arn:aws:ses:${region}:${accountId}`;
  return {
    addIdentity: (identity) => {
      identities.add(identity.toLowerCase());
      journal.put(stores.identities, identity.toLowerCase(), () => true);
    },
    hasIdentity: (identity) => identities.has(identity.toLowerCase()),
    addConfigurationSet: (name) => {
      configurationSets.add(name);
      journal.put(stores.configurationSets, name, () => true);
    },
    hasConfigurationSet: (name) => configurationSets.has(name),
    identityArn: (identity) => `${arnPrefix}:identity/${identity}`,
    configurationSetArn: (name) => `${arnPrefix}:configuration-set/${name}`,
    identityOf(address) {
      const wanted = address.toLowerCase();
      if (identities.has(wanted)) return wanted;
      const labels = wanted.slice(wanted.lastIndexOf('@') + 1).split('.');
      for (let first = 0; first < labels.length; first += 1) {
        const domain = labels.slice(first).join('.');
        if (identities.has(domain)) return domain;
      }
      return undefined;
    },
  };
}
