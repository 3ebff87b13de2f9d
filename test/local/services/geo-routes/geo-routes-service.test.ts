import { beforeEach, describe, expect, test } from 'vitest';
import { createGeoRoutesService } from '../../../../local/services/geo-routes/geo-routes-service.ts';
import type { OutsideWorld } from '../../../../local/services/location/outside-world.ts';
import { createTestKernel, type TestKernel } from '../test-kernel.ts';

let runtime: TestKernel;
let outside: { -readonly [Name in keyof OutsideWorld]: OutsideWorld[Name] };

beforeEach(() => {
  runtime = createTestKernel();
  outside = {};
  runtime.kernel.register(createGeoRoutesService(runtime.kernel, outside).service);
});

interface Answer {
  readonly LegGeometryFormat: string;
  readonly Routes: Array<{
    readonly Legs: Array<{ readonly Geometry: object; readonly VehicleLegDetails: object }>;
    readonly Summary: { readonly Distance: number; readonly Duration: number };
  }>;
}

const berlin = [13.4, 52.52];
const potsdam = [13.06, 52.4];
const calculate = (more: object = {}): Promise<Answer> =>
  runtime.call('geo-routes', 'CalculateRoutes', { Origin: berlin, Destination: potsdam, ...more });

describe('CalculateRoutes', () => {
  test('takes the great circle at 30 km/h where nobody knows better', async () => {
    // A degree of a circle of 40,030.230 km, and a quarter of it.
    const degree = await calculate({ Origin: [7, 50], Destination: [7, 51] });
    expect(degree.Routes).toMatchObject([{ Summary: { Distance: 111_195, Duration: 13_343 } }]);
    const quarter = await calculate({ Origin: [-90, 0], Destination: [0, 0] });
    expect(quarter.Routes).toMatchObject([{ Summary: { Distance: 10_007_558 } }]);
  });

  test('takes what the world outside says', async () => {
    const asked: unknown[] = [];
    outside.route = async (request) => {
      asked.push(request);
      return { durationSeconds: 1_500, distanceMeters: 40_000 };
    };
    const { Routes } = await calculate();
    expect(Routes).toMatchObject([{ Summary: { Distance: 40_000, Duration: 1_500 } }]);
    expect(asked).toEqual([{ origin: berlin, destination: potsdam }]);
    expect(runtime.kernel.meter.read().routeRequests).toBe(1);
  });

  test('fails as the service does when the world outside does not answer', async () => {
    outside.route = () => Promise.reject(new Error('the line is dead'));
    await expect(calculate()).rejects.toMatchObject({ code: 'InternalServerException', statusCode: 500 });
    expect(runtime.kernel.meter.read().routeRequests).toBe(0);
  });

  test('sums each leg up for those who ask for it', async () => {
    outside.route = async () => ({ durationSeconds: 1_500, distanceMeters: 40_000 });
    expect((await calculate()).Routes[0]?.Legs[0]?.VehicleLegDetails).not.toHaveProperty('Summary');
    const { Routes } = await calculate({ LegAdditionalFeatures: ['Summary'] });
    expect(Routes[0]?.Legs).toMatchObject([
      { Type: 'Vehicle', VehicleLegDetails: { Summary: { Overview: { Distance: 40_000, Duration: 1_500 } } } },
    ]);
  });

  test('draws the leg as a flexible polyline or as positions', async () => {
    expect(await calculate({ LegGeometryFormat: 'Simple' })).toMatchObject({
      LegGeometryFormat: 'Simple',
      Routes: [{ Legs: [{ Geometry: { LineString: [berlin, potsdam] } }] }],
    });
    // The first two positions of the example that the format's own description gives.
    const example = { Origin: [8.69821, 50.10228], Destination: [8.69567, 50.10201] };
    expect(await calculate(example)).toMatchObject({
      LegGeometryFormat: 'FlexiblePolyline',
      Routes: [{ Legs: [{ Geometry: { Polyline: 'BFoz5xJ67i1B1B7P' } }] }],
    });
  });

  test('needs permission on AWS’s own provider of routes', async () => {
    await calculate();
    expect(runtime.authorised).toMatchObject([
      { action: 'geo-routes:CalculateRoutes', resource: 'arn:aws:geo-routes:eu-west-1::provider/default' },
    ]);
  });

  test.each([
    ['Origin', { Origin: [200, 0] }],
    ['Destination', { Destination: undefined }],
    ['Waypoints', { Waypoints: [{ Position: [1, 2] }] }],
    ['TravelMode', { TravelMode: 'Truck' }],
    ['LegAdditionalFeatures', { LegAdditionalFeatures: ['Tolls'] }],
    ['LegGeometryFormat', { LegGeometryFormat: 'Drawing' }],
  ])('refuses what it does not understand, by its name: %s', async (name, wrong) => {
    await expect(calculate(wrong)).rejects.toMatchObject({
      code: 'ValidationException',
      fields: { fieldList: [{ name }] },
    });
  });
});
