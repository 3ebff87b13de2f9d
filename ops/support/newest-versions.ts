/** Which version of a workflow's definition new runs begin with. */
import { DescribeStateMachineAliasCommand, DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import type { WorkflowType } from '../../lambdas/domain/workflow-types.ts';
import type { Connection } from './connection.ts';

export const newestVersionNeeds = [
  'dynamodb:DescribeTable',
  'states:DescribeStateMachineAlias',
  'states:DescribeStateMachine',
];

/** The version that a definition says it has: it tells `load-run`. */
const versionPattern = /"definitionVersion"\s*:\s*"([^"]+)"/;

/** Undefined for a machine without instances, whose definition has no version. */
export function definitionVersionOf(definition: string): string | undefined {
  return versionPattern.exec(definition)?.[1];
}

/** Of the alias `live`: the version with most of its weight. @throws what Step Functions answers */
export async function readNewestVersion(connection: Connection, type: WorkflowType): Promise<string> {
  const { stateMachineArnPrefix } = await connection.locate();
  const alias = await connection.stepFunctions.send(
    new DescribeStateMachineAliasCommand({ stateMachineAliasArn: `${stateMachineArnPrefix}${type}:live` }),
  );
  const [heaviest] = [...(alias.routingConfiguration ?? [])].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
  const { definition } = await connection.stepFunctions.send(
    new DescribeStateMachineCommand({ stateMachineArn: heaviest?.stateMachineVersionArn }),
  );
  const version = definitionVersionOf(definition ?? '');
  if (version === undefined) throw new Error(`the definition of ${type} does not name its version`);
  return version;
}
