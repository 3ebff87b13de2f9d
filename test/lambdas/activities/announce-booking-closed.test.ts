import { expect, it } from 'vitest';
import { createAnnounceBookingClosed } from '../../../lambdas/activities/announce-booking-closed.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

it('tells once that a booking has closed, with its outcome, whichever run asks', async () => {
  const world = createWorld('2026-03-13T18:00:00Z');
  world.run = 2;
  const dependencies = dependenciesOf(world);
  const announce = createAnnounceBookingClosed(() => dependencies, world.platform);
  const input = { workflow: { type: 'booking', id: 'B-1', run: 1 }, outcome: 'completed' };
  await world.invoke(announce, input);
  await world.invoke(announce, input);
  expect(world.emitted).toMatchObject([
    {
      detailType: 'BookingClosed',
      detail: { bookingId: 'B-1', outcome: 'completed', occurredAt: '2026-03-13T18:00:00Z' },
    },
  ]);
});
