/** How long the driver of a leg still takes to where it ends. Read for every assessment, whether or not there is a driver. */
import * as z from 'zod';
import type { BookingRecords } from '../gateways/booking-records.ts';
import type { Routes } from '../gateways/routes.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectRecords } from './connections/connect-records.ts';
import { connectRoutes } from './connections/connect-routes.ts';
import { legShape } from './support/leg-schemas.ts';

const schema = z.object(legShape);

interface Dependencies {
  readonly bookings: Pick<BookingRecords, 'read'>;
  readonly routes: Routes;
}

export const createReadTravelTime = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'read-travel-time', schema, connect, platform, run });

/** The place is read here and goes no further: where customers are is in no execution's data. */
async function run(
  { legId, bookingId }: z.infer<typeof schema>,
  _context: HandlerContext,
  { bookings, routes }: Dependencies,
): Promise<{ readonly minutes: number | null }> {
  const booking = await bookings.read(bookingId);
  const leg = booking?.content.legs.find(({ id }) => id === legId);
  // Removed a moment ago: its workflow is about to hear of it.
  return { minutes: leg ? await routes.minutesTo({ legId, destination: leg.location }) : null };
}

export const handler = createReadTravelTime(() => ({
  bookings: connectRecords(process.env).bookings,
  routes: connectRoutes(process.env),
}));
