import type { Kernel } from '../../../kernel/kernel.ts';
import type { Operation } from '../../../kernel/service.ts';
import { askOutside } from '../../location/ask-outside.ts';
import type { OutsideWorld, RouteAnswer } from '../../location/outside-world.ts';
import { distanceMeters, type Position, parsePosition, validationError } from '../../location/position.ts';
import { encodeFlexiblePolyline } from '../flexible-polyline.ts';

interface Input {
  readonly Origin?: unknown;
  readonly Destination?: unknown;
  readonly LegAdditionalFeatures?: readonly string[];
  readonly LegGeometryFormat?: string;
  readonly TravelMode?: string;
  readonly [member: string]: unknown;
}

/** Members that are understood; the answer is the same with and without the last three. */
const understood: ReadonlySet<string> = new Set([
  'Origin',
  'Destination',
  'LegAdditionalFeatures',
  'LegGeometryFormat',
  'TravelMode',
  'DepartNow',
  'OptimizeRoutingFor',
  'Traffic',
]);

/** How fast everybody drives where nothing else is said. 30 km/h. Unit: metres a second. */
const usualSpeed = 30_000 / 3600;

/**
 * One route of one leg by car, straight from origin to destination, without steps. Its summary says how long it takes: the
 * only thing that a simulation has to say about it.
 */
export function calculateRoutesOperation(kernel: Kernel, outside: OutsideWorld): Operation<Input> {
  return {
    access: () => [
      { action: 'geo-routes:CalculateRoutes', resource: `arn:aws:geo-routes:${kernel.region}::provider/default` },
    ],
    async handle(input) {
      assertUnderstood(input);
      const origin = parsePosition(input.Origin, 'Origin');
      const destination = parsePosition(input.Destination, 'Destination');
      const format = input.LegGeometryFormat ?? 'FlexiblePolyline';
      const route = await askOutside(
        async () => (await outside.route?.({ origin, destination })) ?? straightRoute(origin, destination),
      );
      kernel.meter.add('routeRequests', 1);
      return {
        LegGeometryFormat: format,
        Notices: [],
        PricingBucket: 'Core',
        Routes: [
          {
            Legs: [
              {
                Geometry:
                  format === 'Simple'
                    ? { LineString: [origin, destination] }
                    : { Polyline: encodeFlexiblePolyline([origin, destination]) },
                TravelMode: 'Car',
                Type: 'Vehicle',
                VehicleLegDetails: describeLeg(origin, destination, route, input.LegAdditionalFeatures ?? []),
              },
            ],
            MajorRoadLabels: [],
            Summary: { Distance: Math.round(route.distanceMeters), Duration: Math.round(route.durationSeconds) },
          },
        ],
      };
    },
  };
}

function straightRoute(origin: Position, destination: Position): RouteAnswer {
  const meters = distanceMeters(origin, destination);
  return { distanceMeters: meters, durationSeconds: meters / usualSpeed };
}

function describeLeg(origin: Position, destination: Position, route: RouteAnswer, features: readonly string[]): object {
  const Distance = Math.round(route.distanceMeters);
  const Duration = Math.round(route.durationSeconds);
  return {
    AfterTravelSteps: [],
    Arrival: { Place: { OriginalPosition: destination, Position: destination } },
    Departure: { Place: { OriginalPosition: origin, Position: origin } },
    Incidents: [],
    Notices: [],
    PassThroughWaypoints: [],
    Spans: [],
    Tolls: [],
    TollSystems: [],
    TravelSteps: [],
    TruckRoadTypes: [],
    Zones: [],
    ...(features.includes('Summary') && {
      Summary: {
        Overview: { BestCaseDuration: Duration, Distance, Duration },
        TravelOnly: { BestCaseDuration: Duration, Duration },
      },
    }),
  };
}

function assertUnderstood(input: Input): void {
  const unknown = Object.keys(input).find((member) => !understood.has(member));
  if (unknown !== undefined) throw validationError(unknown, 'is nothing that the local runtime understands');
  const { LegAdditionalFeatures = [], LegGeometryFormat = 'Simple', TravelMode = 'Car' } = input;
  const feature = LegAdditionalFeatures.find((one) => one !== 'Summary');
  if (feature !== undefined) throw validationError('LegAdditionalFeatures', `${feature}: there is only Summary here`);
  if (!['Simple', 'FlexiblePolyline'].includes(LegGeometryFormat)) {
    throw validationError('LegGeometryFormat', 'must be Simple or FlexiblePolyline');
  }
  if (TravelMode !== 'Car') throw validationError('TravelMode', 'must be Car: everybody drives here');
}
