import { describe, expect, it } from 'vitest';
import { createBookingRecords } from '../../../lambdas/gateways/booking-records.ts';
import { createDepositRecords } from '../../../lambdas/gateways/deposit-records.ts';
import type { RecordsOptions } from '../../../lambdas/gateways/records.ts';
import { createSubscriptionRecords } from '../../../lambdas/gateways/subscription-records.ts';
import { activated, subscribed } from '../domain/subscription-support.ts';
import { cancelled, confirmed, deposit, live } from '../domain/support.ts';
import { awsError, type FakeClient, fakeClient } from './support/fake-client.ts';

const options = (client: FakeClient): RecordsOptions => ({
  documents: client as unknown as RecordsOptions['documents'],
  tableName: 'Workflows',
});

describe('the record of a booking', () => {
  it('is first written only where there is none', async () => {
    const client = fakeClient();
    const state = live(confirmed());
    expect(await createBookingRecords(options(client)).write(state)).toEqual({ ...state, revision: 1 });
    expect(client.asked[0]).toEqual({
      command: 'PutCommand',
      input: {
        TableName: 'Workflows',
        Item: { pk: 'booking#B-1', sk: 'state', ...state, revision: 1 },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    });
  });

  it('is written again only over the one that was read', async () => {
    const client = fakeClient();
    await createBookingRecords(options(client)).write({ ...live(confirmed()), revision: 4 });
    expect(client.asked[0]?.input).toMatchObject({
      Item: { revision: 5 },
      ConditionExpression: 'revision = :read',
      ExpressionAttributeValues: { ':read': 4 },
    });
  });

  it('is in conflict where another write came between', async () => {
    const refused = createBookingRecords(options(fakeClient(awsError('ConditionalCheckFailedException'))));
    await expect(refused.write(live(confirmed()))).rejects.toMatchObject({ name: 'StorageConflict', retryable: true });
    const failing = createBookingRecords(options(fakeClient(awsError('ThrottlingException'))));
    await expect(failing.write(live(confirmed()))).rejects.toThrow('from AWS');
  });

  it('expires 400 days after its last write once the booking is over', async () => {
    const client = fakeClient();
    await createBookingRecords(options(client)).write(live(confirmed(), cancelled('2026-03-02T00:00:00Z')));
    expect(client.asked[0]?.input).toHaveProperty('Item.ttl', Date.parse('2027-04-06T00:00:00Z') / 1_000);
  });

  it('is read consistently, without its keys', async () => {
    const state = live(confirmed());
    const client = fakeClient({ Item: { pk: 'booking#B-1', sk: 'state', ttl: 1, ...state } });
    expect(await createBookingRecords(options(client)).read('B-1')).toEqual(state);
    expect(client.asked[0]?.input).toEqual({
      TableName: 'Workflows',
      Key: { pk: 'booking#B-1', sk: 'state' },
      ConsistentRead: true,
    });
    expect(await createBookingRecords(options(fakeClient())).read('B-1')).toBeUndefined();
  });
});

describe('the payload of a signal', () => {
  it('is read consistently by its key, and is not there once the signal was cleaned', async () => {
    const client = fakeClient({ Item: { payload: { bookingId: 'B-1' } } }, { Item: {} });
    const records = createBookingRecords(options(client));
    expect(await records.readSignalPayload('B-1', 'signal#1')).toEqual({ bookingId: 'B-1' });
    expect(await records.readSignalPayload('B-1', 'signal#1')).toBeUndefined();
    expect(client.asked[0]?.input).toMatchObject({ Key: { pk: 'booking#B-1', sk: 'signal#1' }, ConsistentRead: true });
  });
});

describe('the record of a deposit', () => {
  it('is kept apart from the booking', async () => {
    const client = fakeClient();
    const records = createDepositRecords(options(client));
    expect(await records.write(deposit())).toEqual(deposit({ revision: 1 }));
    await records.read('B-1');
    expect(client.asked[0]?.input).toMatchObject({ Item: { pk: 'deposit#B-1', sk: 'state' } });
    expect(client.asked[1]?.input).toMatchObject({ Key: { pk: 'deposit#B-1', sk: 'state' } });
  });
});

describe('the record of a subscription', () => {
  it('has a partition of its own, and stays as long as the subscription is open', async () => {
    const client = fakeClient();
    const records = createSubscriptionRecords(options(client));
    await records.write(subscribed(activated()));
    await records.read('S-1');
    expect(client.asked[0]?.input).toMatchObject({ Item: { pk: 'subscription#S-1', sk: 'state', revision: 1 } });
    expect(client.asked[0]?.input).not.toHaveProperty('Item.ttl');
    expect(client.asked[1]?.input).toMatchObject({
      Key: { pk: 'subscription#S-1', sk: 'state' },
      ConsistentRead: true,
    });
  });

  it('is kept for 400 days once it has ended', async () => {
    const client = fakeClient();
    await createSubscriptionRecords(options(client)).write({
      ...subscribed(activated()),
      endedAt: '2026-03-31T08:00:00Z',
    });
    expect(client.asked[0]?.input).toMatchObject({ Item: { ttl: Date.parse('2027-05-05T08:00:00Z') / 1_000 } });
  });

  it('gives the payloads of its signals', async () => {
    const client = fakeClient({ Item: { payload: { subscriptionId: 'S-1' } } }, {});
    const records = createSubscriptionRecords(options(client));
    expect(await records.readSignalPayload('S-1', 'signal#x')).toEqual({ subscriptionId: 'S-1' });
    expect(client.asked[0]?.input).toMatchObject({ Key: { pk: 'subscription#S-1', sk: 'signal#x' } });
    expect(await records.readSignalPayload('S-1', 'signal#x')).toBeUndefined();
  });
});
