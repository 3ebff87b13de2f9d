import type { Runtime } from '../../local/runtime.ts';

/** What `GetExecutionHistory` returned, all pages in one. */
export interface ApiHistory {
  readonly executionArn: string;
  /** The execution's. */
  readonly name: string;
  readonly status: string;
  readonly events: readonly unknown[];
}

const administrator = { kind: 'administrator' } as const;
const pageSize = 1_000;

/** The histories of all executions that the runtime has, by name. */
export async function readHistories({ kernel }: Pick<Runtime, 'kernel'>): Promise<ApiHistory[]> {
  const call = async <Answer>(operation: string, input: unknown): Promise<Answer> =>
    (await kernel.call({ service: 'states', operation, input, caller: administrator })) as Answer;
  type Page<Key extends string, Item> = Record<Key, Item[]> & { readonly nextToken?: string };
  const all = async <Key extends string, Item>(operation: string, key: Key, input: object): Promise<Item[]> => {
    const items: Item[] = [];
    let nextToken: string | undefined;
    do {
      const page: Page<Key, Item> = await call(operation, { ...input, ...(nextToken && { nextToken }) });
      items.push(...page[key]);
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    return items;
  };

  const machines = await all<'stateMachines', { stateMachineArn: string; type: string }>(
    'ListStateMachines',
    'stateMachines',
    {},
  );
  const histories: ApiHistory[] = [];
  for (const { stateMachineArn } of machines.filter(({ type }) => type === 'STANDARD')) {
    const executions = await all<'executions', { executionArn: string; name: string; status: string }>(
      'ListExecutions',
      'executions',
      { stateMachineArn },
    );
    for (const { executionArn, name, status } of executions) {
      const input = { executionArn, maxResults: pageSize };
      histories.push({ executionArn, name, status, events: await all('GetExecutionHistory', 'events', input) });
    }
  }
  return histories.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
