import type { Facts } from './facts.ts';
import type { Surroundings } from './surroundings.ts';
import { minute } from './timeline.ts';

/** The checks of the rented car, every 15 minutes from the start of the rental to its end. */
export function createWatch(subject: { readonly booking: string }, surroundings: Surroundings) {
  let facts: Facts;
  let checks = 0;
  let checksOffline = 0;
  const alerts = new Set<string>();

  function judge(nowMs: number, vehicleId: string, kind: string, holds: boolean): void {
    if (holds === alerts.has(kind)) return;
    if (holds) alerts.add(kind);
    else alerts.delete(kind);
    const detailType = holds ? 'VehicleAlert' : 'VehicleAlertCleared';
    surroundings.emit(nowMs, detailType, { bookingId: subject.booking, vehicleId, kind });
  }

  return {
    follow(after: Facts): void {
      facts = after;
    },
    dueMs: (): number | null =>
      facts.started === null || facts.outcome !== null ? null : facts.started.handledMs + (checks + 1) * 15 * minute,
    act(nowMs: number): void {
      checks += 1;
      const { world } = surroundings;
      if (world.outages.vehicles) return;
      const { vehicleId } = facts.started!;
      const { fuelPercent, online, insideArea } = vehicleOf(world, vehicleId);
      checksOffline = online ? 0 : checksOffline + 1;
      judge(nowMs, vehicleId, 'low-fuel', fuelPercent < 10);
      judge(nowMs, vehicleId, 'offline', checksOffline >= 8);
      judge(nowMs, vehicleId, 'outside-area', !insideArea);
    },
  };
}

const usual = { ready: true, fuelPercent: 80, online: true, insideArea: true };

export const vehicleOf = (world: Surroundings['world'], id: string): typeof usual => world.vehicles[id] ?? usual;
