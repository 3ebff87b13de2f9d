import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { createIdentityStore } from './identity-store.ts';
import { sendEmailOperation } from './operations/send-email.ts';
import { configurationSetProvider } from './resources/configuration-set.ts';
import { emailIdentityProvider } from './resources/email-identity.ts';

interface SesService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
}

/** Version 2 of the API. What was sent is an observer's event; no mail leaves the process. */
export function createSesService(kernel: Kernel): SesService {
  const identities = createIdentityStore(kernel);
  return {
    service: { name: 'ses', operations: { SendEmail: sendEmailOperation(kernel, identities) } },
    resourceProviders: [emailIdentityProvider(identities), configurationSetProvider(identities)],
  };
}
