/** Whether the vehicle that the booking of a leg names now is ready. Read for every assessment. */
import * as z from 'zod';
import type { LegKind } from '../domain/trip-leg.ts';
import type { BookingRecords } from '../gateways/booking-records.ts';
import type { Vehicles } from '../gateways/vehicles.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectRecords } from './connections/connect-records.ts';
import { connectVehicles } from './connections/connect-vehicles.ts';
import { legShape } from './support/leg-schemas.ts';

const schema = z.object(legShape);

interface Dependencies {
  readonly bookings: Pick<BookingRecords, 'read'>;
  readonly vehicles: Vehicles;
}

export const createReadLegVehicle = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'read-leg-vehicle', schema, connect, platform, run });

/** Answers the leg's kind too, so that an assessment reads the booking no third time. */
async function run(
  { legId, bookingId }: z.infer<typeof schema>,
  _context: HandlerContext,
  { bookings, vehicles }: Dependencies,
): Promise<{ readonly vehicle: { vehicleId: string; kind: LegKind; isReady: boolean } | null }> {
  const booking = await bookings.read(bookingId);
  const leg = booking?.content.legs.find(({ id }) => id === legId);
  if (!booking || !leg) return { vehicle: null };
  const { vehicleId } = booking.content;
  const { ready } = await vehicles.stateOf(vehicleId);
  return { vehicle: { vehicleId, kind: leg.kind, isReady: ready } };
}

export const handler = createReadLegVehicle(() => ({
  bookings: connectRecords(process.env).bookings,
  vehicles: connectVehicles(process.env),
}));
