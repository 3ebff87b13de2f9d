import { physicalName } from '../../assembly/physical-name.ts';
import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../assembly/resource-provider.ts';
import { nameSuffix } from '../../kernel/identifiers.ts';
import { parsePolicyDocument, UnsupportedPolicy } from '../policy-document.ts';
import type { Roles } from '../roles.ts';

const longestRoleName = 64;

interface RoleProperties {
  readonly AssumeRolePolicyDocument: unknown;
  readonly RoleName?: string;
  readonly Path?: string;
  readonly ManagedPolicyArns?: readonly string[];
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[];
}

export function roleProvider(roles: Roles, accountId: string): ResourceProvider {
  const deploy = ({ properties, stackName, logicalId }: ResourceRequest): DeployedResource => {
    const given = properties as unknown as RoleProperties;
    const where = `${stackName}/${logicalId}`;
    const name = given.RoleName ?? physicalName(stackName, logicalId, longestRoleName);
    const arn = `arn:aws:iam::${accountId}:role${given.Path ?? '/'}${name}`;
    const managedPolicyArns = given.ManagedPolicyArns ?? [];
    const unknownArn = managedPolicyArns.find((policyArn) => !roles.hasManagedPolicy(policyArn));
    if (unknownArn !== undefined) {
      throw new UnsupportedPolicy(`${where}: the local runtime does not know the managed policy ${unknownArn}`);
    }
    roles.put({
      arn,
      name,
      trustPolicy: parsePolicyDocument(given.AssumeRolePolicyDocument, `${where}, AssumeRolePolicyDocument`),
      inlinePolicies: (given.Policies ?? []).map(({ PolicyName, PolicyDocument }) =>
        parsePolicyDocument(PolicyDocument, `${where}, policy ${PolicyName}`),
      ),
      managedPolicyArns,
    });
    return { ref: name, attributes: { Arn: arn, RoleId: `AROA${nameSuffix(arn)}LOCAL` } };
  };

  return {
    type: 'AWS::IAM::Role',
    supported: ['AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Path', 'Policies', 'RoleName'],
    ignored: {
      Description: 'read by people only',
      MaxSessionDuration: 'sessions do not expire here',
      Tags: 'conditions on tags are not evaluated',
    },
    attributes: ['Arn', 'RoleId'],
    create: deploy,
    update(request, current) {
      const changed = deploy(request);
      if (changed.attributes.Arn !== current.attributes.Arn) roles.remove(current.attributes.Arn!);
      return changed;
    },
    delete(_request, current) {
      roles.remove(current.attributes.Arn!);
    },
  };
}
