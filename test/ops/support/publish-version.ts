import type { WorkflowType } from '../../../lambdas/domain/workflow-types.ts';
import type { LegworkSandbox } from '../../../sandbox/legwork.ts';

/** A new definition of a machine that says it has this version, and `live` on it: what a deployment does. */
export async function publishVersion(
  { runtime, outputs }: Pick<LegworkSandbox, 'runtime' | 'outputs'>,
  type: WorkflowType,
  definitionVersion: string,
): Promise<void> {
  const machineArn = `arn:aws:states:eu-west-1:111122223333:stateMachine:${outputs.eventBusName}-${type}`;
  const states = async <Answer>(operation: string, input: unknown): Promise<Answer> =>
    (await runtime.kernel.call({
      service: 'states',
      operation,
      input,
      caller: { kind: 'administrator' },
    })) as Answer;
  const { definition } = await states<{ definition: string }>('DescribeStateMachine', { stateMachineArn: machineArn });
  const { stateMachineVersionArn } = await states<{ stateMachineVersionArn: string }>('UpdateStateMachine', {
    stateMachineArn: machineArn,
    definition: definition.replace(/("definitionVersion"\s*:\s*)"[^"]+"/, `$1"${definitionVersion}"`),
    publish: true,
  });
  await states('UpdateStateMachineAlias', {
    stateMachineAliasArn: `${machineArn}:live`,
    routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
  });
}
