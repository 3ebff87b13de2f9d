import type { ResourceProvider } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';

interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** A key is a name here: nothing is encrypted in one process, and nobody is refused its use. */
export function keyProvider({ region, accountId }: Place): ResourceProvider {
  return {
    type: 'AWS::KMS::Key',
    attributes: ['Arn', 'KeyId'],
    supported: [],
    ignored: {
      Description: 'nothing reads it',
      EnableKeyRotation: 'nothing is encrypted with it',
      Enabled: 'nothing is encrypted with it',
      KeyPolicy: 'nothing is encrypted with it, so nobody asks for its use',
      KeySpec: 'nothing is encrypted with it',
      KeyUsage: 'nothing is encrypted with it',
      PendingWindowInDays: 'it is gone at once',
      RotationPeriodInDays: 'nothing is encrypted with it',
      Tags: 'nothing reads tags here',
    },
    create({ stackName, logicalId }) {
      const id = nameSuffix(stackName, logicalId).toLowerCase().padEnd(32, '0');
      const keyId = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      return {
        ref: keyId,
        attributes: { Arn: `arn:aws:kms:${region}:${accountId}:key/${keyId}`, KeyId: keyId },
      };
    },
    update: (_request, current) => current,
    delete: () => {},
  };
}
