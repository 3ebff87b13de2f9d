import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OperatedLegwork, operateLegwork } from './support/operated-legwork.ts';

// What this would catch: pages that end between workflows of which something is expected at one instant, and lose some.
const count = 350;
let operated: OperatedLegwork;

beforeAll(async () => {
  operated = await operateLegwork();
  for (let index = 0; index < count; index += 1)
    await operated.runtime.kernel.call({
      service: 'dynamodb',
      operation: 'PutItem',
      input: {
        TableName: operated.outputs.workflowsTableName,
        Item: {
          pk: { S: `booking#M-${index}` },
          sk: { S: 'instance' },
          run: { N: '1' },
          status: { S: 'open' },
          openedAt: { S: '2026-03-01T09:00:00.000Z' },
          expectedBy: { S: `2026-04-0${1 + (index % 2)}T09:00:00.000Z` },
        },
      },
      caller: { kind: 'administrator' },
    });
});
afterAll(() => operated?.close());

it('lists every workflow once over all pages, also where many are expected at one instant', async () => {
  const { workflows } = await operated.legworkJson<{ workflows: ReadonlyArray<{ id: string }> }>('list');
  expect(new Set(workflows.map(({ id }) => id)).size).toBe(count);
  expect(workflows).toHaveLength(count);
});
