import { describe, expect, it } from 'vitest';
import { newRentalWatch } from '../../../lambdas/domain/rental-watch.ts';
import { createRentalWatchRecords } from '../../../lambdas/gateways/rental-watch-records.ts';
import { type FakeClient, fakeClient } from './support/fake-client.ts';

const startedAt = '2026-03-10T17:00:00Z';
const watch = newRentalWatch('B-1', { vehicleId: 'V-9', startedAt, handledAt: startedAt });
const pk = 'rental-watch#B-1';

const recordsOf = (client: FakeClient) =>
  createRentalWatchRecords({ documents: client as never, tableName: 'Workflows' });

describe('the record of a rental watch', () => {
  it('stays as long as the rental lasts, and 400 days longer', async () => {
    const client = fakeClient();
    await recordsOf(client).write(watch);
    await recordsOf(client).write({ ...watch, endedAt: '2026-03-12T17:00:00Z' });
    expect(client.asked[0]?.input).toMatchObject({ Item: { pk, sk: 'state', revision: 1 } });
    expect(client.asked[0]?.input).not.toHaveProperty('Item.ttl');
    expect(client.asked[1]?.input).toHaveProperty('Item.ttl', Date.parse('2027-04-16T17:00:00Z') / 1_000);
  });

  it('is read for a check together with the token of the wait, consistently and in one call', async () => {
    const items = [
      { pk, sk: 'instance', run: 1, wait: { token: 'token-1', accepts: [] } },
      { pk, sk: 'state', ...watch },
    ];
    const client = fakeClient({ Responses: { Workflows: items } });
    expect(await recordsOf(client).readForCheck('B-1')).toEqual({ watch, token: 'token-1', note: null });
    expect(client.asked).toEqual([
      {
        command: 'BatchGetCommand',
        input: {
          RequestItems: {
            Workflows: {
              Keys: [
                { pk, sk: 'state' },
                { pk, sk: 'instance' },
              ],
              ConsistentRead: true,
            },
          },
        },
      },
    ]);
  });

  it('has no token where the workflow does not wait, and is not there where nobody has watched', async () => {
    const closed = fakeClient({
      Responses: {
        Workflows: [
          { pk, sk: 'instance', run: 1 },
          { pk, sk: 'state', ...watch },
        ],
      },
    });
    expect(await recordsOf(closed).readForCheck('B-1')).toEqual({ watch, token: null, note: null });
    const none = fakeClient({ Responses: { Workflows: [] } });
    expect(await recordsOf(none).readForCheck('B-1')).toEqual({ watch: undefined, token: null, note: null });
  });

  it('has its quiet answers beside it, never in it', async () => {
    const quiet = { by: 'v1', token: 'token-1', online: true, insideArea: true, isFuelLow: false, lowFuelPercent: 10 };
    const client = fakeClient({ Responses: { Workflows: [{ pk, sk: 'state', ...watch, quiet }] } });
    expect(await recordsOf(client).readForCheck('B-1')).toEqual({
      watch,
      token: null,
      note: { by: 'v1', token: 'token-1' },
    });
  });

  it('gets its quiet answers noted for the revision that they were reckoned from (Q1)', async () => {
    const client = fakeClient();
    const answers = { online: true, insideArea: true, isFuelLow: false, lowFuelPercent: 10 };
    await recordsOf(client).noteQuiet({ ...watch, revision: 3 }, { answers, by: 'v1', token: 'token-1' });
    expect(client.asked).toEqual([
      {
        command: 'UpdateCommand',
        input: {
          TableName: 'Workflows',
          Key: { pk, sk: 'state' },
          UpdateExpression: 'SET quiet = :quiet',
          ConditionExpression: 'revision = :read',
          ExpressionAttributeValues: { ':read': 3, ':quiet': { ...answers, by: 'v1', token: 'token-1' } },
        },
      },
    ]);
  });

  it('is left without them where another write came between; any other failure is one', async () => {
    const note = {
      answers: { online: true, insideArea: true, isFuelLow: false, lowFuelPercent: 10 },
      by: 'v1',
      token: 'token-1',
    };
    const failing = (name: string) => fakeClient(Object.assign(new Error(name), { name }));
    await recordsOf(failing('ConditionalCheckFailedException')).noteQuiet(watch, note);
    await expect(recordsOf(failing('ThrottlingException')).noteQuiet(watch, note)).rejects.toThrow();
  });

  it('is not taken for missing where DynamoDB answers half of it', async () => {
    const client = fakeClient({ Responses: {}, UnprocessedKeys: { Workflows: { Keys: [{ pk, sk: 'state' }] } } });
    await expect(recordsOf(client).readForCheck('B-1')).rejects.toThrow('could not be read whole');
  });
});
