import { physicalName } from '../../assembly/physical-name.ts';
import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../assembly/resource-provider.ts';
import { parsePolicyDocument } from '../policy-document.ts';
import type { Roles } from '../roles.ts';
import { roleArnsOf } from './role-arns.ts';

const longestPolicyName = 128;

interface PolicyProperties {
  readonly PolicyDocument: unknown;
  readonly Roles?: readonly string[];
}

/** `AWS::IAM::Policy`: an inline policy that stands apart from its roles. */
export function policyProvider(roles: Roles): ResourceProvider {
  const keyOf = ({ stackName, logicalId }: ResourceRequest): string => `${stackName}/${logicalId}`;

  const detach = (request: ResourceRequest): void => {
    for (const role of roles.all()) roles.detach(role.arn, keyOf(request));
  };

  const deploy = (request: ResourceRequest): DeployedResource => {
    const given = request.properties as unknown as PolicyProperties;
    const document = parsePolicyDocument(given.PolicyDocument, keyOf(request));
    const roleArns = roleArnsOf(roles, given.Roles, keyOf(request));
    detach(request);
    for (const roleArn of roleArns) roles.attach(roleArn, keyOf(request), document);
    const id = physicalName(request.stackName, request.logicalId, longestPolicyName);
    return { ref: id, attributes: { Id: id } };
  };

  return {
    type: 'AWS::IAM::Policy',
    supported: ['PolicyDocument', 'Roles'],
    ignored: { PolicyName: 'nothing here finds an inline policy by its name' },
    attributes: ['Id'],
    create: deploy,
    update: deploy,
    delete: detach,
  };
}
