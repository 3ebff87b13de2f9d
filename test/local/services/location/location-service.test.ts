import { beforeEach, describe, expect, test } from 'vitest';
import { createLocationService } from '../../../../local/services/location/location-service.ts';
import type { OutsideWorld } from '../../../../local/services/location/outside-world.ts';
import { deployWith } from '../deploy-with.ts';
import { createTestKernel, minutes, seconds, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let outside: { -readonly [Name in keyof OutsideWorld]: OutsideWorld[Name] };
let deploy: ReturnType<typeof deployWith>;

beforeEach(() => {
  runtime = createTestKernel();
  outside = {};
  const location = createLocationService(runtime.kernel, outside);
  runtime.kernel.register(location.service);
  deploy = deployWith(location.resourceProviders);
});

const tracker = (PositionFiltering?: string) =>
  deploy('AWS::Location::Tracker', {
    TrackerName: 'cars',
    ...(PositionFiltering === undefined ? {} : { PositionFiltering }),
  });
const start = Date.parse('2026-03-01T00:00:00Z');
const update = (SampleTime: number, Position: unknown, more: object = {}) =>
  runtime.call('geo', 'BatchUpdateDevicePosition', {
    TrackerName: 'cars',
    Updates: [{ DeviceId: 'V-1', SampleTime: new Date(SampleTime).toISOString(), Position, ...more }],
  });
const latest = (DeviceId = 'V-1') => runtime.call('geo', 'GetDevicePosition', { TrackerName: 'cars', DeviceId });

describe('a tracker', () => {
  test('is referred to by its name, and has its ARN under both names', async () => {
    const arn = 'arn:aws:geo:eu-west-1:111122223333:tracker/cars';
    expect(await tracker()).toMatchObject({
      ref: 'cars',
      attributes: { Arn: arn, TrackerArn: arn, CreateTime: '2026-03-01T00:00:00.000Z' },
    });
  });

  test('is refused with a filter that does not exist, by its name', async () => {
    await expect(tracker('MoodBased')).rejects.toThrow('Resource: there is no PositionFiltering MoodBased');
  });

  test('that does not exist is not found', async () => {
    await expect(latest()).rejects.toMatchObject({ code: 'ResourceNotFoundException', statusCode: 404 });
  });
});

describe('the position of a device', () => {
  test('is counted each time that it is read', async () => {
    await tracker();
    await update(start, [7, 50]);
    await latest();
    await latest();
    expect(runtime.kernel.meter.read().positionRequests).toBe(2);
  });

  test('is the one that the tracker was told, with what came with it', async () => {
    await tracker();
    const told = { Accuracy: { Horizontal: 5 }, PositionProperties: { trip: 'T-1' } };
    expect(await update(start - 1_000, [13.4, 52.5], told)).toEqual({ Errors: [] });
    expect(await latest()).toEqual({
      DeviceId: 'V-1',
      SampleTime: '2026-02-28T23:59:59.000Z',
      ReceivedTime: '2026-03-01T00:00:00.000Z',
      Position: [13.4, 52.5],
      ...told,
    });
  });

  test('needs permission on the tracker, with the device as a condition', async () => {
    await tracker();
    await update(start, [1, 2]);
    await latest();
    const resource = 'arn:aws:geo:eu-west-1:111122223333:tracker/cars';
    const conditions = { 'geo:DeviceIds': ['V-1'] };
    expect(runtime.authorised).toMatchObject([
      { action: 'geo:BatchUpdateDevicePosition', resource, conditions },
      { action: 'geo:GetDevicePosition', resource, conditions },
    ]);
  });

  test('is not found for a device that the tracker was told nothing of', async () => {
    await tracker();
    await expect(latest('V-2')).rejects.toMatchObject({ code: 'ResourceNotFoundException', statusCode: 404 });
  });

  test('is forgotten after thirty days', async () => {
    await tracker();
    await update(start, [1, 2]);
    await runtime.clock.runUntil(start + minutes(30 * 24 * 60) - 1);
    expect(await latest()).toMatchObject({ Position: [1, 2] });
    await runtime.clock.runUntil(start + minutes(30 * 24 * 60));
    await expect(latest()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  test('L1: is that of the latest sample, though an older one comes after it', async () => {
    await tracker();
    await update(start, [1, 2]);
    await update(start - seconds(60), [3, 4]);
    expect(await latest()).toMatchObject({ Position: [1, 2] });
  });

  test.each([
    ['TimeBased', seconds(29), [1, 0.5], false],
    ['TimeBased', seconds(30), [1, 0], true],
    ['DistanceBased', seconds(1), [1, 0.0002], false],
    ['DistanceBased', seconds(1), [1, 0.0003], true],
    ['AccuracyBased', seconds(1), [1, 0.0008], false],
    ['AccuracyBased', seconds(1), [1, 0.001], true],
  ])('L2: %s, after %i ms at %j, is stored: %s', async (filtering, afterMs, position, isStored) => {
    await tracker(filtering);
    await update(start, [1, 0], { Accuracy: { Horizontal: 50 } });
    await update(start + afterMs, position, { Accuracy: { Horizontal: 50 } });
    expect((await latest()).SampleTime).toBe(new Date(isStored ? start + afterMs : start).toISOString());
  });

  test.each([
    [{ Position: [181, 0] }],
    [{ Position: [0, -91] }],
    [{ Position: [1, 2, 3] }],
    [{ SampleTime: 'noon' }],
    [{ DeviceId: 'a b' }],
  ])('with %j is refused', async (wrong) => {
    await tracker();
    await expect(update(start, [1, 2], wrong)).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(latest()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});

describe('the world outside', () => {
  test('knows where devices are, before what the tracker was told', async () => {
    await tracker();
    await update(start, [1, 2]);
    outside.devicePosition = async ({ trackerName, deviceId }) =>
      trackerName === 'cars' && deviceId === 'V-2' ? [5, 6] : undefined;
    expect(await latest('V-2')).toMatchObject({ DeviceId: 'V-2', Position: [5, 6] });
    expect(await latest('V-1')).toMatchObject({ DeviceId: 'V-1', Position: [1, 2] });
  });

  test('that does not answer is a failure of the service', async () => {
    await tracker();
    outside.devicePosition = () => Promise.reject(new Error('the line is dead'));
    await expect(latest()).rejects.toMatchObject({
      code: 'InternalServerException',
      statusCode: 500,
      message: 'The world outside did not answer: the line is dead',
    });
  });
});
