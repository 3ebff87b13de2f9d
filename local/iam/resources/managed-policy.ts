import { physicalName } from '../../assembly/physical-name.ts';
import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../assembly/resource-provider.ts';
import { parsePolicyDocument } from '../policy-document.ts';
import type { Roles } from '../roles.ts';
import { roleArnsOf } from './role-arns.ts';

const longestPolicyName = 128;

interface ManagedPolicyProperties {
  readonly ManagedPolicyName?: string;
  readonly Path?: string;
  readonly PolicyDocument: unknown;
  readonly Roles?: readonly string[];
}

export function managedPolicyProvider(roles: Roles, accountId: string): ResourceProvider {
  const remove = (policyArn: string): void => {
    for (const role of roles.all()) roles.detach(role.arn, policyArn);
    roles.removeManagedPolicy(policyArn);
  };

  const deploy = ({ properties, stackName, logicalId }: ResourceRequest): DeployedResource => {
    const given = properties as unknown as ManagedPolicyProperties;
    const where = `${stackName}/${logicalId}`;
    const name = given.ManagedPolicyName ?? physicalName(stackName, logicalId, longestPolicyName);
    const arn = `arn:aws:iam::${accountId}:policy${given.Path ?? '/'}${name}`;
    const document = parsePolicyDocument(given.PolicyDocument, where);
    const roleArns = roleArnsOf(roles, given.Roles, where);
    remove(arn);
    roles.putManagedPolicy(arn, document);
    for (const roleArn of roleArns) roles.attach(roleArn, arn, document);
    return { ref: arn, attributes: { PolicyArn: arn } };
  };

  return {
    type: 'AWS::IAM::ManagedPolicy',
    supported: ['ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
    ignored: { Description: 'read by people only' },
    attributes: ['PolicyArn'],
    create: deploy,
    update(request, current) {
      const changed = deploy(request);
      if (changed.ref !== current.ref) remove(current.ref);
      return changed;
    },
    delete(_request, current) {
      remove(current.ref);
    },
  };
}
