import type { DeployedResource, ResourceProvider } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import type { LogGroup, LogStore } from '../log-store.ts';

export function logGroupProvider(store: LogStore): ResourceProvider {
  const deployed = ({ name, arn }: LogGroup): DeployedResource => ({ ref: name, attributes: { Arn: `${arn}:*` } });
  const daysOf = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));
  return {
    type: 'AWS::Logs::LogGroup',
    attributes: ['Arn'],
    supported: ['LogGroupName', 'RetentionInDays'],
    ignored: {
      DataProtectionPolicy: 'logs are kept in memory only',
      DeletionProtectionEnabled: 'nothing deletes groups here',
      FieldIndexPolicies: 'the few events here are found without an index',
      KmsKeyId: 'logs are kept in memory only',
      LogGroupClass: 'there are no prices here',
      Tags: 'nothing reads tags here',
    },
    create({ stackName, logicalId, properties }) {
      const name = properties.LogGroupName ?? `${stackName}-${logicalId}-${nameSuffix(stackName, logicalId)}`;
      return deployed(store.createGroup(String(name), daysOf(properties.RetentionInDays)));
    },
    update({ properties }, current) {
      const group = store.group(current.ref);
      group.retentionDays = daysOf(properties.RetentionInDays);
      store.changed(group);
      return deployed(group);
    },
  };
}
