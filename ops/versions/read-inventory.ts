/** Every version of the machines and functions of a stage. */
import {
  type AliasConfiguration,
  paginateListAliases,
  paginateListFunctions,
  paginateListVersionsByFunction,
} from '@aws-sdk/client-lambda';
import {
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListStateMachineAliasesCommand,
  type ListStateMachineAliasesCommandOutput,
  ListStateMachineVersionsCommand,
  type ListStateMachineVersionsCommandOutput,
  paginateListStateMachines,
} from '@aws-sdk/client-sfn';
import type { Connection } from '../support/connection.ts';
import { definitionVersionOf } from '../support/newest-versions.ts';
import type { FunctionVersion, MachineVersion, VersionInventory } from './plan-pruning.ts';

export const inventoryNeeds = [
  'states:ListStateMachines',
  'states:ListStateMachineVersions',
  'states:ListStateMachineAliases',
  'states:DescribeStateMachineAlias',
  'states:DescribeStateMachine',
  'lambda:ListFunctions',
  'lambda:ListVersionsByFunction',
  'lambda:ListAliases',
];

/** `arn:aws:lambda:eu-west-1:111122223333:function:name:12` within the text of a definition. */
const functionVersionPattern = /arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+:\d+/g;

export async function readVersionInventory(connection: Connection): Promise<VersionInventory> {
  const { prefix } = connection.target;
  const machines: Record<string, readonly MachineVersion[]> = {};
  for await (const { stateMachines = [] } of paginateListStateMachines({ client: connection.stepFunctions }, {})) {
    for (const { name = '', stateMachineArn = '' } of stateMachines) {
      if (!name.startsWith(`${prefix}-`)) continue;
      machines[name.slice(prefix.length + 1)] = await readMachine(connection, stateMachineArn);
    }
  }
  const functions: Record<string, readonly FunctionVersion[]> = {};
  for await (const { Functions = [] } of paginateListFunctions({ client: connection.functions }, {})) {
    for (const { FunctionName = '' } of Functions)
      if (FunctionName.startsWith(`${prefix}-`)) functions[FunctionName] = await readFunction(connection, FunctionName);
  }
  return { machines, functions };
}

async function readMachine({ stepFunctions }: Connection, stateMachineArn: string): Promise<readonly MachineVersion[]> {
  const aliased = new Set<string | undefined>();
  let nextToken: string | undefined;
  do {
    const page: ListStateMachineAliasesCommandOutput = await stepFunctions.send(
      new ListStateMachineAliasesCommand({ stateMachineArn, nextToken }),
    );
    for (const { stateMachineAliasArn } of page.stateMachineAliases ?? []) {
      const alias = await stepFunctions.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
      for (const { stateMachineVersionArn } of alias.routingConfiguration ?? []) aliased.add(stateMachineVersionArn);
    }
    ({ nextToken } = page);
  } while (nextToken !== undefined);

  const versions: MachineVersion[] = [];
  do {
    const page: ListStateMachineVersionsCommandOutput = await stepFunctions.send(
      new ListStateMachineVersionsCommand({ stateMachineArn, nextToken }),
    );
    for (const { stateMachineVersionArn: arn = '', creationDate } of page.stateMachineVersions ?? []) {
      const { definition = '' } = await stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
      versions.push({
        arn,
        number: numberOf(arn),
        createdMs: creationDate?.getTime() ?? 0,
        isAliased: aliased.has(arn),
        definitionVersion: definitionVersionOf(definition) ?? null,
        functionArns: definition.match(functionVersionPattern) ?? [],
      });
    }
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return versions;
}

async function readFunction({ functions }: Connection, FunctionName: string): Promise<readonly FunctionVersion[]> {
  const aliased = new Set<string | undefined>();
  for await (const { Aliases = [] } of paginateListAliases({ client: functions }, { FunctionName }))
    for (const alias of Aliases) for (const version of versionsOf(alias)) aliased.add(version);
  const versions: FunctionVersion[] = [];
  for await (const { Versions = [] } of paginateListVersionsByFunction({ client: functions }, { FunctionName })) {
    for (const { FunctionArn: arn = '', Version } of Versions)
      if (Version !== '$LATEST') versions.push({ arn, number: Number(Version), isAliased: aliased.has(Version) });
  }
  return versions;
}

function versionsOf({ FunctionVersion: version, RoutingConfig }: AliasConfiguration): readonly (string | undefined)[] {
  return [version, ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {})];
}

const numberOf = (arn: string): number => Number(arn.split(':').at(-1));
