import type { ResourceProvider } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import type { IdentityStore } from '../identity-store.ts';

export function configurationSetProvider(identities: IdentityStore): ResourceProvider {
  const noMail = 'no mail leaves this process';
  return {
    type: 'AWS::SES::ConfigurationSet',
    attributes: [],
    supported: ['Name'],
    ignored: {
      DeliveryOptions: noMail,
      ReputationOptions: noMail,
      SendingOptions: noMail,
      SuppressionOptions: noMail,
      Tags: 'nothing reads tags here',
      TrackingOptions: noMail,
      VdmOptions: noMail,
    },
    create({ stackName, logicalId, properties }) {
      const name = String(properties.Name ?? `${logicalId}-${nameSuffix(stackName, logicalId)}`);
      identities.addConfigurationSet(name);
      return { ref: name, attributes: {} };
    },
    update: (_request, current) => current,
  };
}
