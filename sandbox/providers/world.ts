/** What the providers answer, as tapes set it: docs/tapes.md. Every switch has a default, and keeps what it was set to. */
export interface World {
  /** By payment method; default `ok`. */
  readonly cards: Record<string, CardAnswer>;
  /** By leg; default 20 minutes. */
  readonly routes: Record<string, { readonly minutes: number }>;
  /** By vehicle; default ready, 80 per cent of fuel, online, inside the area: `vehicleOf`. */
  readonly vehicles: Record<string, VehicleState>;
  /** Every call of such a provider fails with a server error while true; default false. */
  readonly outages: Record<Outage, boolean>;
}

type CardAnswer = 'ok' | 'declines';

interface VehicleState {
  readonly ready: boolean;
  readonly fuelPercent: number;
  readonly online: boolean;
  readonly insideArea: boolean;
}

type Outage = 'payments' | 'routes' | 'vehicles' | 'notifications' | 'bookings';

/** What a step of a tape changes; what it does not name stays as it is. */
export interface WorldChange {
  readonly cards?: Readonly<Record<string, CardAnswer>> | undefined;
  readonly routes?: Readonly<Record<string, { readonly minutes: number }>> | undefined;
  readonly vehicles?:
    | Readonly<Record<string, { readonly [Key in keyof VehicleState]?: VehicleState[Key] | undefined }>>
    | undefined;
  readonly outages?: { readonly [Name in Outage]?: boolean | undefined } | undefined;
}

const usualVehicle: VehicleState = { ready: true, fuelPercent: 80, online: true, insideArea: true };

/** Unit: minutes. */
export const usualRouteMinutes = 20;

export function vehicleOf(world: World, id: string): VehicleState {
  return world.vehicles[id] ?? usualVehicle;
}

export function createWorld(): World {
  return {
    cards: {},
    routes: {},
    vehicles: {},
    outages: { payments: false, routes: false, vehicles: false, notifications: false, bookings: false },
  };
}

/** Changes the world in place: the providers see it from their next call on. */
export function mergeWorld(world: World, change: WorldChange): void {
  Object.assign(world.cards, change.cards);
  Object.assign(world.routes, change.routes);
  Object.assign(world.outages, change.outages);
  for (const [id, state] of Object.entries(change.vehicles ?? {})) {
    world.vehicles[id] = { ...usualVehicle, ...world.vehicles[id], ...state };
  }
}
