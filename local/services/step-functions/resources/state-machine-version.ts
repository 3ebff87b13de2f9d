import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { administrator } from '../../../kernel/service.ts';

/** A version; one whose revision has changed is published anew, the old one stays for the executions that it started. */
export function createStateMachineVersionProvider(kernel: Kernel): ResourceProvider {
  const publish = async ({ properties }: ResourceRequest): Promise<DeployedResource> => {
    const { StateMachineArn, StateMachineRevisionId, Description } = properties;
    const output = (await kernel.call({
      service: 'states',
      operation: 'PublishStateMachineVersion',
      input: {
        stateMachineArn: StateMachineArn,
        ...(StateMachineRevisionId === undefined ? {} : { revisionId: StateMachineRevisionId }),
        ...(Description === undefined ? {} : { description: Description }),
      },
      caller: administrator,
    })) as { readonly stateMachineVersionArn: string };
    const { stateMachineVersionArn } = output;
    return { ref: stateMachineVersionArn, attributes: { Arn: stateMachineVersionArn } };
  };
  return {
    type: 'AWS::StepFunctions::StateMachineVersion',
    attributes: ['Arn'],
    supported: ['Description', 'StateMachineArn', 'StateMachineRevisionId'],
    ignored: {},
    create: publish,
    update: publish,
  };
}
