import type { DeployedResource, ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { nameSuffix } from '../../../kernel/identifiers.ts';
import { isRecord } from '../parse-attribute-value.ts';
import type { Table } from '../table.ts';
import { type KeySchema, parseTableDefinition, type TableDefinition } from '../table-definition.ts';
import type { TableStore } from '../table-store.ts';

/** Properties without an effect here that both CloudFormation types have. */
export const ignoredTableProperties = {
  BillingMode: 'nothing is throttled, and the meter counts units on demand',
  SSESpecification: 'nothing is encrypted at rest here',
  Tags: 'nothing here reads tags',
} as const;

/** `AWS::DynamoDB::Table`. */
export function createTableProvider(store: TableStore): ResourceProvider {
  const type = 'AWS::DynamoDB::Table';
  return {
    type,
    attributes: ['Arn', 'TableId'],
    supported: [
      'AttributeDefinitions',
      'DeletionProtectionEnabled',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'LocalSecondaryIndexes',
      'TableName',
      'TimeToLiveSpecification',
    ],
    ignored: {
      ...ignoredTableProperties,
      ContributorInsightsSpecification: 'there is no CloudWatch Contributor Insights here',
      OnDemandThroughput: 'nothing is throttled',
      PointInTimeRecoverySpecification: 'there are no backups here',
      ProvisionedThroughput: 'nothing is throttled',
      TableClass: 'it only changes the price of storage',
      WarmThroughput: 'nothing is throttled',
    },
    create: (request) => deployTable(store, request, request.properties.DeletionProtectionEnabled === true),
    update: (request, current) =>
      redeployTable(store, type, request, current, request.properties.DeletionProtectionEnabled === true),
  };
}

export function deployTable(store: TableStore, request: ResourceRequest, isProtected: boolean): DeployedResource {
  const table = store.create(definitionOf(request, isProtected));
  applyTimeToLive(store, table, request);
  return { ref: table.definition.name, attributes: { Arn: table.arn, TableId: table.id } };
}

/** Changes indexes, time to live and deletion protection; another key or name would need a new table. */
export function redeployTable(
  store: TableStore,
  type: string,
  request: ResourceRequest,
  current: DeployedResource,
  isProtected: boolean,
): DeployedResource {
  const table = store.get(current.ref);
  const definition = definitionOf(request, isProtected);
  if (definition.name !== table.definition.name || !isSameKey(definition.key, table.definition.key)) {
    throw new Error(`${type} ${request.logicalId}: TableName and KeySchema cannot change without a new table`);
  }
  store.redefine(table, definition);
  applyTimeToLive(store, table, request);
  return current;
}

function definitionOf({ stackName, logicalId, properties }: ResourceRequest, isProtected: boolean): TableDefinition {
  const name = properties.TableName ?? `${stackName}-${logicalId}-${nameSuffix(stackName, logicalId)}`;
  return parseTableDefinition({ ...properties, TableName: name, DeletionProtectionEnabled: isProtected });
}

function applyTimeToLive(store: TableStore, table: Table, { properties }: ResourceRequest): void {
  const specification = properties.TimeToLiveSpecification;
  const isEnabled = isRecord(specification) && String(specification.Enabled) === 'true';
  const attributeName = isEnabled ? String(specification.AttributeName) : null;
  if (table.expiry.attributeName !== attributeName) store.setTimeToLive(table, attributeName);
}

function isSameKey(left: KeySchema, right: KeySchema): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
