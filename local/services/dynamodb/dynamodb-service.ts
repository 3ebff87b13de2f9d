import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Operation, Service } from '../../kernel/service.ts';
import { batchTableNames, createBatches } from './operations/batches.ts';
import { createGetItem } from './operations/get-item.ts';
import { createItemWrites } from './operations/item-writes.ts';
import { createQuery } from './operations/query.ts';
import { createScan } from './operations/scan.ts';
import { createTableOperations } from './operations/table-operations.ts';
import { createTransactions, transactGetAccess, transactWriteAccess } from './operations/transactions.ts';
import type { Input } from './parse-members.ts';
import { createGlobalTableProvider } from './resources/global-table.ts';
import { createTableProvider } from './resources/table.ts';
import { createTableStore } from './table-store.ts';

interface DynamoDbService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
}

/**
 * DynamoDB in memory: synchronous, strongly consistent, without throttling, streams or backups.
 *
 * D1  A handler has no await: it sees and leaves whole items, whatever runs beside it.
 * D2  A refused request changes nothing; a transaction or batch changes all or nothing.
 * D3  Reads and writes are metered as AWS bills them, refused conditional writes included.
 */
export function createDynamoDbService(kernel: Kernel): DynamoDbService {
  const store = createTableStore(kernel);
  const tables = createTableOperations(store);
  const writes = createItemWrites(kernel, store);
  const batches = createBatches(kernel, store);
  const transactions = createTransactions(kernel, store);

  const onTable = (name: string, handle: (input: Input) => object): Operation<Input> => ({
    access: ({ TableName }) => [{ action: `dynamodb:${name}`, resource: store.arnOf(TableName) }],
    handle,
  });
  const onTableOrIndex = (name: string, handle: (input: Input) => object): Operation<Input> => ({
    access: ({ TableName, IndexName }) => {
      const suffix = typeof IndexName === 'string' ? `/index/${IndexName}` : '';
      return [{ action: `dynamodb:${name}`, resource: store.arnOf(TableName) + suffix }];
    },
    handle,
  });
  const onTables = (name: string, handle: (input: Input) => object): Operation<Input> => ({
    access: (input) =>
      batchTableNames(input).map((tableName) => ({ action: `dynamodb:${name}`, resource: store.arnOf(tableName) })),
    handle,
  });

  const operations: Service['operations'] = {
    CreateTable: onTable('CreateTable', tables.createTable),
    DeleteTable: onTable('DeleteTable', tables.deleteTable),
    DescribeTable: onTable('DescribeTable', tables.describeTable),
    UpdateTimeToLive: onTable('UpdateTimeToLive', tables.updateTimeToLive),
    DescribeTimeToLive: onTable('DescribeTimeToLive', tables.describeTimeToLive),
    ListTables: { access: () => [{ action: 'dynamodb:ListTables', resource: '*' }], handle: tables.listTables },
    PutItem: onTable('PutItem', writes.putItem),
    UpdateItem: onTable('UpdateItem', writes.updateItem),
    DeleteItem: onTable('DeleteItem', writes.deleteItem),
    GetItem: onTable('GetItem', createGetItem(kernel, store)),
    Query: onTableOrIndex('Query', createQuery(kernel, store)),
    Scan: onTableOrIndex('Scan', createScan(kernel, store)),
    BatchGetItem: onTables('BatchGetItem', batches.batchGetItem),
    BatchWriteItem: onTables('BatchWriteItem', batches.batchWriteItem),
    TransactWriteItems: {
      access: (input: Input) => transactWriteAccess(store, input),
      handle: transactions.transactWriteItems,
    },
    TransactGetItems: {
      access: (input: Input) => transactGetAccess(store, input),
      handle: transactions.transactGetItems,
    },
  };

  return {
    service: { name: 'dynamodb', operations },
    resourceProviders: [createTableProvider(store), createGlobalTableProvider(store, kernel.region)],
  };
}
