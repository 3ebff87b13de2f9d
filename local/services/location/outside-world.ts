import type { Position } from './position.ts';

/**
 * What Amazon Location knows of the world outside, as a simulation has it. The runtime asks; a rejection is answered as the
 * service's own failure, `InternalServerException` with HTTP status 500.
 */
export interface OutsideWorld {
  /** How far it is by road. Default: the great circle at 30 km/h. */
  route?(request: RouteRequest): Promise<RouteAnswer>;
  /** Where a tracker's device is now. Default, and for undefined: the last position that the tracker was told. */
  devicePosition?(request: DevicePositionRequest): Promise<Position | undefined>;
}

interface RouteRequest {
  readonly origin: Position;
  readonly destination: Position;
}

export interface RouteAnswer {
  readonly durationSeconds: number;
  readonly distanceMeters: number;
}

interface DevicePositionRequest {
  readonly trackerName: string;
  readonly deviceId: string;
}
