import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DeployedResource, ResourceRequest } from '../../../../../local/assembly/resource-provider.ts';
import { createDynamoDb } from '../create-dynamodb.ts';

let db: ReturnType<typeof createDynamoDb>;

beforeEach(() => {
  db = createDynamoDb();
});

type Resource = { Type: string; Properties: Record<string, unknown> };

/** What the CDK makes of a stack with the constructs that `build` adds: the one resource of it. */
function synthesise(build: (stack: Stack) => void): Resource {
  const stack = new Stack(new App(), 'Legwork', { env: { account: '111122223333', region: 'eu-west-1' } });
  build(stack);
  return Object.values(Template.fromStack(stack).toJSON().Resources)[0] as Resource;
}

function providerOf(resource: Resource) {
  return db.resourceProviders.find(({ type }) => type === resource.Type)!;
}

function requestFor(resource: Resource): ResourceRequest {
  return {
    stackName: 'Legwork',
    logicalId: 'Workflows',
    properties: resource.Properties,
    assemblyDirectory: '/nowhere',
    assetPath: (objectKey) => objectKey,
  };
}

const deploy = async (resource: Resource): Promise<DeployedResource> =>
  await providerOf(resource).create(requestFor(resource));

const keys = {
  partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
  sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
};
const overdue = {
  indexName: 'overdue',
  partitionKey: { name: 'lane', type: dynamodb.AttributeType.STRING },
  sortKey: { name: 'expectedBy', type: dynamodb.AttributeType.NUMBER },
};

const tableV2 = (more: Partial<dynamodb.TablePropsV2> = {}) =>
  synthesise((stack) => {
    new dynamodb.TableV2(stack, 'Workflows', {
      ...keys,
      timeToLiveAttribute: 'ttl',
      deletionProtection: true,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
      removalPolicy: RemovalPolicy.DESTROY,
      globalSecondaryIndexes: [overdue],
      ...more,
    });
  });

describe.each([
  ['TableV2', () => tableV2()],
  [
    'Table',
    () =>
      synthesise((stack) => {
        const table = new dynamodb.Table(stack, 'Workflows', {
          ...keys,
          billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
          timeToLiveAttribute: 'ttl',
          deletionProtection: true,
          pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
          encryption: dynamodb.TableEncryption.AWS_MANAGED,
        });
        table.addGlobalSecondaryIndex(overdue);
      }),
  ],
])('the CDK construct %s', (_name, resource) => {
  it('becomes a table with its keys, index, expiry and protection', async () => {
    const { ref, attributes } = await deploy(resource());
    expect(ref).toMatch(/^Legwork-Workflows-[0-9A-F]{12}$/);
    expect(attributes.Arn).toBe(`arn:aws:dynamodb:eu-west-1:111122223333:table/${ref}`);
    expect((await db.call('DescribeTable', { TableName: ref })).Table).toMatchObject({
      DeletionProtectionEnabled: true,
      GlobalSecondaryIndexes: [{ IndexName: 'overdue' }],
    });
    expect(await db.call('DescribeTimeToLive', { TableName: ref })).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' },
    });
  });

  it('has no property that its provider does not know', () => {
    const { supported, ignored } = providerOf(resource());
    const known = [...supported, ...Object.keys(ignored)];
    expect(Object.keys(resource().Properties).filter((property) => !known.includes(property))).toEqual([]);
  });
});

describe('a later deployment', () => {
  it('adds an index over the items that are there, and keeps them', async () => {
    const deployed = await deploy(tableV2({ globalSecondaryIndexes: undefined }));
    const Item = { pk: { S: 'p' }, sk: { S: 'a' }, lane: { S: 'open' }, expectedBy: { N: '1' } };
    await db.call('PutItem', { TableName: deployed.ref, Item });
    await providerOf(tableV2()).update!(requestFor(tableV2()), deployed);
    expect((await db.call('Scan', { TableName: deployed.ref, IndexName: 'overdue' })).Items).toEqual([Item]);
  });

  it('cannot change the key', async () => {
    const deployed = await deploy(tableV2());
    const changed = tableV2({ sortKey: { name: 'other', type: dynamodb.AttributeType.STRING } });
    expect(() => providerOf(changed).update!(requestFor(changed), deployed)).toThrow(
      'AWS::DynamoDB::GlobalTable Workflows: TableName and KeySchema cannot change without a new table',
    );
  });
});

describe('a global table', () => {
  it('with a replica elsewhere is refused', async () => {
    const resource = tableV2({ replicas: [{ region: 'us-east-1' }] });
    await expect(deploy(resource)).rejects.toThrow('must be one replica in eu-west-1');
  });

  it('names the setting of a replica that is not known', async () => {
    const resource = tableV2({ kinesisStream: undefined });
    (resource.Properties.Replicas as Record<string, unknown>[])[0]!.KinesisStreamSpecification = {};
    await expect(deploy(resource)).rejects.toThrow('Replicas[0].KinesisStreamSpecification is not supported');
  });
});
