/**
 * How long a trip leg still takes: from where its driver is, as the tracker was told, to where the leg ends. A leg that has
 * not been heard of yet begins at the depot.
 */
import { CalculateRoutesCommand, type GeoRoutesClient } from '@aws-sdk/client-geo-routes';
import { GetDevicePositionCommand, type LocationClient } from '@aws-sdk/client-location';
import { ProviderUnavailable } from '../domain/errors.ts';

/** WGS 84. Unit: degrees. */
interface Place {
  readonly lat: number;
  readonly lng: number;
}

export interface Routes {
  /** Unit: minutes, with a fraction. By car, leaving now, with the traffic of now. */
  minutesTo(journey: { readonly legId: string; readonly destination: Place }): Promise<number>;
}

interface RoutesOptions {
  readonly trackers: Pick<LocationClient, 'send'>;
  readonly routes: Pick<GeoRoutesClient, 'send'>;
  /** Its devices are the legs, by their ids. */
  readonly trackerName: string;
  readonly depot: Place;
}

/**
 * The clients have to be made with `maxAttempts: 1`, since the outage policy's retries are the state machine's, and with a
 * bound of what a call may take.
 */
export function createRoutes({ trackers, routes, trackerName, depot }: RoutesOptions): Routes {
  const positionOf = async (legId: string): Promise<number[]> => {
    try {
      const command = new GetDevicePositionCommand({ TrackerName: trackerName, DeviceId: legId });
      const { Position } = await trackers.send(command);
      return Position ?? toPosition(depot);
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return toPosition(depot);
      throw error;
    }
  };

  return {
    minutesTo: ({ legId, destination }) =>
      answered(async () => {
        const command = new CalculateRoutesCommand({
          Origin: await positionOf(legId),
          Destination: toPosition(destination),
          DepartNow: true,
          LegAdditionalFeatures: ['Summary'],
          LegGeometryFormat: 'Simple',
        });
        const { Routes } = await routes.send(command);
        const durationSeconds = Routes?.[0]?.Summary?.Duration;
        if (durationSeconds === undefined) throw new ProviderUnavailable('routes', 'an answer without a duration');
        return durationSeconds / 60;
      }),
  };
}

/** As Amazon Location has it: longitude first. */
function toPosition({ lat, lng }: Place): number[] {
  return [lng, lat];
}

/** No answer, a throttle and the service's own errors are an outage; a fault of our own request is not. */
async function answered<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof ProviderUnavailable) throw error;
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    if (status !== undefined && status < 500 && status !== 429) throw error;
    throw new ProviderUnavailable('routes', error.name, { cause: error });
  }
}
