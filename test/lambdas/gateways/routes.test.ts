import { describe, expect, it } from 'vitest';
import { createRoutes } from '../../../lambdas/gateways/routes.ts';
import { fakeClient } from './support/fake-client.ts';

const destination = { lat: 52.6, lng: 13.5 };
const journey = { legId: 'L-1', destination };
const lasting = (Duration: number) => ({ Routes: [{ Summary: { Duration, Distance: 9_000 } }] });

/** An error as AWS's clients throw it; without a status nothing came back. */
const failure = (name: string, httpStatusCode?: number): Error =>
  Object.assign(new Error('from AWS'), { name, $metadata: { httpStatusCode } });

function routesOf(position: unknown, answer: unknown) {
  const trackers = fakeClient(position);
  const client = fakeClient(answer);
  const options = { trackers, routes: client, trackerName: 'legs', depot: { lat: 52.5, lng: 13.4 } };
  return { trackers, client, routes: createRoutes(options) };
}

describe('the time that a leg still takes', () => {
  it('is that from where its driver is to where it ends, leaving now', async () => {
    const { trackers, client, routes } = routesOf({ Position: [13.1, 52.1] }, lasting(2_130));
    expect(await routes.minutesTo(journey)).toBe(35.5);
    expect(trackers.asked).toEqual([
      { command: 'GetDevicePositionCommand', input: { TrackerName: 'legs', DeviceId: 'L-1' } },
    ]);
    expect(client.asked).toMatchObject([
      {
        command: 'CalculateRoutesCommand',
        input: {
          Origin: [13.1, 52.1],
          Destination: [13.5, 52.6],
          DepartNow: true,
          LegAdditionalFeatures: ['Summary'],
        },
      },
    ]);
  });

  it('begins at the depot while nothing was heard of the leg', async () => {
    const { client, routes } = routesOf(failure('ResourceNotFoundException', 404), lasting(600));
    expect(await routes.minutesTo(journey)).toBe(10);
    expect(client.asked).toMatchObject([{ input: { Origin: [13.4, 52.5] } }]);
  });

  it.each([
    ['a server error', failure('InternalServerException', 500)],
    ['a throttle', failure('ThrottlingException', 429)],
    ['a timeout', failure('TimeoutError')],
  ])('meets an outage with %s, of the tracker and of the routes', async (_, error) => {
    const outage = { name: 'ProviderUnavailable', provider: 'routes', message: `routes: ${error.name}` };
    await expect(routesOf(error, lasting(600)).routes.minutesTo(journey)).rejects.toMatchObject(outage);
    await expect(routesOf({ Position: [13, 52] }, error).routes.minutesTo(journey)).rejects.toMatchObject(outage);
  });

  it('meets an outage with an answer without a route', async () => {
    const { routes } = routesOf({ Position: [13, 52] }, { Routes: [] });
    await expect(routes.minutesTo(journey)).rejects.toMatchObject({ name: 'ProviderUnavailable', provider: 'routes' });
  });

  it('is no outage when the request itself is wrong', async () => {
    const { routes } = routesOf({ Position: [13, 52] }, failure('ValidationException', 400));
    await expect(routes.minutesTo(journey)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
