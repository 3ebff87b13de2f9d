import type { DeployedResource, ResourceProvider } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { type GenerateSecretString, generateSecretString } from '../generate-secret-string.ts';
import type { Secret, SecretStore } from '../secret-store.ts';

export function secretProvider({ random }: Kernel, store: SecretStore): ResourceProvider {
  const deployed = ({ arn }: Secret): DeployedResource => ({ ref: arn, attributes: { Id: arn } });
  return {
    type: 'AWS::SecretsManager::Secret',
    attributes: ['Id'],
    supported: ['GenerateSecretString', 'Name', 'SecretString'],
    ignored: {
      Description: 'nothing reads it',
      KmsKeyId: 'secrets are kept in memory only',
      ReplicaRegions: 'there is one region',
      Tags: 'nothing reads tags here',
    },
    create({ stackName, logicalId, properties }) {
      const name = properties.Name ?? `${logicalId}-${nameSuffix(stackName, logicalId)}`;
      const secret = store.create(String(name));
      const { SecretString, GenerateSecretString } = properties;
      if (SecretString !== undefined) store.putValue(secret, { SecretString: String(SecretString) }, undefined);
      else {
        const generated = generateSecretString((GenerateSecretString ?? {}) as GenerateSecretString, random);
        store.putValue(secret, { SecretString: generated }, undefined);
      }
      return deployed(secret);
    },
    // A generated secret stays as it is, whoever may have put another value meanwhile.
    update({ properties }, current) {
      const secret = store.get(current.ref);
      const { SecretString } = properties;
      if (SecretString !== undefined) store.putValue(secret, { SecretString: String(SecretString) }, undefined);
      return deployed(secret);
    },
  };
}
