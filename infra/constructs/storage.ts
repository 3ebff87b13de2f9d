import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import type { Capability } from './capability.ts';

type ItemAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'Query';

/** Name of the index of workflows that are not closed, by the instant by which something must have happened to them. */
const OPEN_INSTANCES_INDEX = 'open-by-expected';

export interface StorageProps {
  readonly configuration: Configuration;
}

/**
 * The two tables. Plain tables of one Region and no global ones: every step of the signal protocol rests on consistent
 * reads, which hold in one Region only.
 */
export class Storage extends Construct {
  readonly workflows: Table;
  readonly idempotency: Table;

  constructor(scope: Construct, id: string, { configuration }: StorageProps) {
    super(scope, id);
    const common = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'ttl',
      deletionProtection: configuration.isProtected,
      removalPolicy: configuration.isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    } as const;

    // Named: a change that would replace a table with an empty one fails instead.
    this.workflows = new Table(this, 'Workflows', {
      ...common,
      tableName: `${configuration.prefix}-workflows`,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
    });
    // Sparse: `expectedBy` is on instances alone, and on them until they close. Keys suffice, because whoever finds an
    // overdue instance here reads it again, consistently, before it believes what it saw. All entries share one partition
    // key, which bounds the index, and by it the table, at some 500 waits a second.
    this.workflows.addGlobalSecondaryIndex({
      indexName: OPEN_INSTANCES_INDEX,
      partitionKey: { name: 'sk', type: AttributeType.STRING },
      sortKey: { name: 'expectedBy', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });

    this.idempotency = new Table(this, 'Idempotency', {
      ...common,
      tableName: `${configuration.prefix}-idempotency`,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
    });
  }

  /** Instances, signals and records of the workflows. */
  workflowsTable(...actions: ItemAction[]): Capability {
    return useTable('WORKFLOWS_TABLE', this.workflows, actions);
  }

  /** Finding what is open, and what is overdue. */
  openInstances(): Capability {
    return {
      environment: {},
      grants: [
        { actions: ['dynamodb:Query'], resources: [`${this.workflows.tableArn}/index/${OPEN_INSTANCES_INDEX}`] },
      ],
    };
  }

  /** What has taken effect already. */
  idempotencyTable(...actions: ItemAction[]): Capability {
    return useTable('IDEMPOTENCY_TABLE', this.idempotency, actions);
  }
}

/** The table alone: `table.grant` would add its indexes, which no handler reads. */
function useTable(variable: string, table: Table, actions: readonly ItemAction[]): Capability {
  return {
    environment: { [variable]: table.tableName },
    grants: [{ actions: actions.map((action) => `dynamodb:${action}`), resources: [table.tableArn] }],
  };
}
