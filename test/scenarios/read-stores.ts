import type { Runtime } from '../../local/runtime.ts';

/** Everything that a runtime keeps, as text: what an operator, or whoever gets hold of a store, can read. */
export interface Stores {
  /** By the name of the execution. */
  readonly histories: ReadonlyMap<string, readonly HistoryEvent[]>;
  /** Where from, and what. */
  readonly texts: readonly (readonly [store: string, text: string])[];
}

interface HistoryEvent {
  readonly type: string;
  readonly [details: string]: unknown;
}

type Item = Readonly<Record<string, unknown>>;
const administrator = { kind: 'administrator' } as const;

export async function readStores({ kernel }: Runtime): Promise<Stores> {
  const call = (service: string, operation: string, input: object): Promise<Record<string, unknown>> =>
    kernel.call({ service, operation, input, caller: administrator } as never) as Promise<Record<string, unknown>>;
  const all = async (
    service: string,
    operation: string,
    key: string,
    input: object,
    [sent, received]: readonly [string, string],
  ): Promise<Item[]> => {
    const items: Item[] = [];
    let token: unknown;
    do {
      const page = await call(service, operation, { ...input, ...(token === undefined ? {} : { [sent]: token }) });
      items.push(...((page[key] ?? []) as Item[]));
      token = page[received];
    } while (token !== undefined && token !== null);
    return items;
  };
  const next = ['nextToken', 'nextToken'] as const;
  const capitalNext = ['NextToken', 'NextToken'] as const;

  const texts: [string, string][] = [];
  const histories = new Map<string, readonly HistoryEvent[]>();
  for (const { stateMachineArn, type } of await all('states', 'ListStateMachines', 'stateMachines', {}, next)) {
    if (type !== 'STANDARD') continue;
    for (const { executionArn, name } of await all(
      'states',
      'ListExecutions',
      'executions',
      { stateMachineArn },
      next,
    )) {
      const events = await all('states', 'GetExecutionHistory', 'events', { executionArn, maxResults: 1_000 }, next);
      histories.set(String(name), events as unknown as HistoryEvent[]);
      texts.push([`history of ${name}`, JSON.stringify(events)], ['name of an execution', String(name)]);
    }
  }
  const tables = await all('dynamodb', 'ListTables', 'TableNames', {}, [
    'ExclusiveStartTableName',
    'LastEvaluatedTableName',
  ]);
  for (const TableName of tables) {
    const items = await all('dynamodb', 'Scan', 'Items', { TableName }, ['ExclusiveStartKey', 'LastEvaluatedKey']);
    for (const item of items) texts.push([`table ${TableName}`, JSON.stringify(item)]);
  }
  for (const { logGroupName } of await all('logs', 'DescribeLogGroups', 'logGroups', {}, next)) {
    const events = await all('logs', 'FilterLogEvents', 'events', { logGroupName }, next);
    for (const { message } of events) texts.push([`log ${logGroupName}`, String(message)]);
  }
  for (const metric of await all('cloudwatch', 'ListMetrics', 'Metrics', {}, capitalNext)) {
    texts.push(['metric', JSON.stringify(metric)]);
  }
  for (const { Name, GroupName } of await all('scheduler', 'ListSchedules', 'Schedules', {}, capitalNext)) {
    texts.push([`schedule ${Name}`, JSON.stringify(await call('scheduler', 'GetSchedule', { Name, GroupName }))]);
  }
  return { histories, texts };
}
