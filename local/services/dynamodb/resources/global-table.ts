import type { ResourceProvider, ResourceRequest } from '../../../assembly/resource-provider.ts';
import { isRecord } from '../parse-attribute-value.ts';
import type { Input } from '../parse-members.ts';
import type { TableStore } from '../table-store.ts';
import { deployTable, ignoredTableProperties, redeployTable } from './table.ts';

const type = 'AWS::DynamoDB::GlobalTable';

/** Settings of a replica that have no effect here: recovery, insights, class and throughput, as for a table. */
const knownReplicaProperties = [
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'GlobalSecondaryIndexes',
  'PointInTimeRecoverySpecification',
  'ReadOnDemandThroughputSettings',
  'ReadProvisionedThroughputSettings',
  'Region',
  'SSESpecification',
  'TableClass',
  'Tags',
];

/**
 * `AWS::DynamoDB::GlobalTable`, which is what the CDK's `TableV2` becomes: here with exactly one replica, in the
 * runtime's own Region.
 */
export function createGlobalTableProvider(store: TableStore, region: string): ResourceProvider {
  return {
    type,
    attributes: ['Arn', 'TableId'],
    supported: [
      'AttributeDefinitions',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'LocalSecondaryIndexes',
      'Replicas',
      'TableName',
      'TimeToLiveSpecification',
    ],
    ignored: {
      ...ignoredTableProperties,
      WarmThroughput: 'nothing is throttled',
      WriteOnDemandThroughputSettings: 'nothing is throttled',
      WriteProvisionedThroughputSettings: 'nothing is throttled',
    },
    create: (request) => deployTable(store, request, isProtected(request, region)),
    update: (request, current) => redeployTable(store, type, request, current, isProtected(request, region)),
  };
}

function isProtected(request: ResourceRequest, region: string): boolean {
  return ownReplica(request, region).DeletionProtectionEnabled === true;
}

function ownReplica({ logicalId, properties }: ResourceRequest, region: string): Input {
  const replicas = properties.Replicas;
  const [replica, ...others] = Array.isArray(replicas) ? replicas : [];
  if (!isRecord(replica) || others.length > 0 || replica.Region !== region) {
    throw new Error(`${type} ${logicalId}: Replicas must be one replica in ${region}; the runtime has one Region`);
  }
  const unknown = Object.keys(replica).find((property) => !knownReplicaProperties.includes(property));
  if (unknown !== undefined) throw new Error(`${type} ${logicalId}: Replicas[0].${unknown} is not supported`);
  return replica;
}
