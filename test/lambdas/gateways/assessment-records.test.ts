import { describe, expect, it } from 'vitest';
import { createAssessmentRecords } from '../../../lambdas/gateways/assessment-records.ts';
import { type FakeClient, fakeClient } from './support/fake-client.ts';

const booking = { pk: 'booking#B-1', sk: 'state' };
const leg = { pk: 'trip-leg#L-1', sk: 'state' };

const recordsOf = (client: FakeClient) =>
  createAssessmentRecords({ documents: client as never, tableName: 'Workflows' });

describe('the records that an assessment goes by', () => {
  it('are read consistently and in one call', async () => {
    const items = [
      { ...leg, legId: 'L-1', revision: 3 },
      { ...booking, bookingId: 'B-1', revision: 2 },
    ];
    const client = fakeClient({ Responses: { Workflows: items } });
    expect(await recordsOf(client).read('B-1', 'L-1')).toEqual({
      booking: { bookingId: 'B-1', revision: 2 },
      leg: { legId: 'L-1', revision: 3 },
    });
    expect(client.asked).toEqual([
      {
        command: 'BatchGetCommand',
        input: { RequestItems: { Workflows: { Keys: [booking, leg], ConsistentRead: true } } },
      },
    ]);
  });

  it('are undefined where they are gone', async () => {
    const client = fakeClient({ Responses: { Workflows: [] } });
    expect(await recordsOf(client).read('B-1', 'L-1')).toEqual({ booking: undefined, leg: undefined });
  });

  it('are not taken by halves', async () => {
    const client = fakeClient({ Responses: {}, UnprocessedKeys: { Workflows: { Keys: [leg] } } });
    await expect(recordsOf(client).read('B-1', 'L-1')).rejects.toThrow('could not be read whole');
  });
});
