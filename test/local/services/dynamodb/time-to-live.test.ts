import { beforeEach, describe, expect, it } from 'vitest';
import { createDynamoDb, failureOf, key } from './create-dynamodb.ts';

let db: ReturnType<typeof createDynamoDb>;

/** The clock begins at 2026-03-01T00:00:00Z. */
const at = (time: string) => Date.parse(time);
const seconds = (time: string) => ({ N: String(at(time) / 1000) });

beforeEach(async () => {
  db = createDynamoDb();
  await db.createTable();
  await switchTo(true);
});

const switchTo = (Enabled: boolean) =>
  db.call('UpdateTimeToLive', { TableName: 'items', TimeToLiveSpecification: { Enabled, AttributeName: 'ttl' } });

describe('an item with an expiry', () => {
  it('is still read after it, and deleted 48 hours later', async () => {
    await db.put({ ...key('p', 'a'), ttl: seconds('2026-03-02T00:00:00Z') });
    await db.clock.runUntil(at('2026-03-04T00:00:00Z'));
    expect(await db.get('p', 'a')).toBeDefined();
    await db.clock.runThrough(at('2026-03-04T00:00:00Z'));
    expect(await db.get('p', 'a')).toBeUndefined();
  });

  it('costs no write units when it is deleted', async () => {
    await db.put({ ...key('p', 'a'), ttl: seconds('2026-03-02T00:00:00Z') });
    const before = db.kernel.meter.read().dynamoWriteUnits;
    await db.clock.runUntil(at('2026-04-01T00:00:00Z'));
    expect(db.kernel.meter.read().dynamoWriteUnits).toBe(before);
  });

  it('stays as long as a later write says', async () => {
    await db.put({ ...key('p', 'a'), ttl: seconds('2026-03-02T00:00:00Z') });
    await db.update('p', 'a', {
      UpdateExpression: 'SET #ttl = :later',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':later': seconds('2026-03-10T00:00:00Z') },
    });
    await db.clock.runUntil(at('2026-03-11T23:59:59Z'));
    expect(await db.get('p', 'a')).toBeDefined();
    await db.clock.runUntil(at('2026-03-12T00:00:01Z'));
    expect(await db.get('p', 'a')).toBeUndefined();
  });

  it('goes at its own time, whatever goes before it', async () => {
    await db.put({ ...key('p', 'late'), ttl: seconds('2026-03-20T00:00:00Z') });
    await db.put({ ...key('p', 'early'), ttl: seconds('2026-03-05T00:00:00Z') });
    await db.put({ ...key('p', 'stays'), ttl: { S: 'never' } });
    await db.put({ ...key('p', 'ancient'), ttl: seconds('2019-01-01T00:00:00Z') });
    const left = async () => (await db.call('Scan', { TableName: 'items' })).Items!.map(({ sk }) => sk!.S);
    await db.clock.runUntil(at('2026-03-08T00:00:00Z'));
    expect(await left()).toEqual(['ancient', 'late', 'stays']);
    await db.clock.runUntil(at('2026-03-23T00:00:00Z'));
    expect(await left()).toEqual(['ancient', 'stays']);
  });

  it('stays when it is written again without an expiry', async () => {
    await db.call('DeleteItem', { TableName: 'items', Key: key('p', 'a') });
    await db.put({ ...key('p', 'a'), ttl: seconds('2026-03-02T00:00:00Z') });
    await db.call('DeleteItem', { TableName: 'items', Key: key('p', 'a') });
    await db.put(key('p', 'a'));
    await db.clock.runUntil(at('2026-04-01T00:00:00Z'));
    expect(await db.get('p', 'a')).toEqual(key('p', 'a'));
  });
});

describe('time to live', () => {
  it('counts for items that were there before it was switched on', async () => {
    await switchTo(false);
    await db.put({ ...key('p', 'a'), ttl: seconds('2026-03-02T00:00:00Z') });
    await db.clock.runUntil(at('2026-03-10T00:00:00Z'));
    expect(await db.get('p', 'a')).toBeDefined();
    await switchTo(true);
    await db.clock.runUntil(at('2026-03-10T00:00:01Z'));
    expect(await db.get('p', 'a')).toBeUndefined();
  });

  it('says what it is switched to, and refuses to be switched to that again', async () => {
    expect(await db.call('DescribeTimeToLive', { TableName: 'items' })).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' },
    });
    expect((await failureOf(switchTo(true))).message).toBe('TimeToLive is already enabled');
  });
});
