import { describe, expect, it } from 'vitest';
import { createDecideDeposit } from '../../../lambdas/activities/decide-deposit.ts';
import { cancelled, confirmed } from '../domain/support.ts';
import { createWorld, dependenciesOf } from './support/world.ts';

function deposit() {
  const world = createWorld('2026-03-20T00:00:00Z');
  world.live(confirmed());
  const dependencies = dependenciesOf(world);
  const handler = createDecideDeposit(() => dependencies, world.platform);
  const decide = (at: string, milestone: string | null = null) =>
    world.invoke(handler, { workflow: { type: 'deposit', id: 'B-1', run: 1 }, at, milestone });
  return { world, dependencies, decide };
}

describe('a decision about a deposit', () => {
  it('waits for the first attempt', async () => {
    const { decide } = deposit();
    expect(await decide('2026-03-01T09:00:00Z')).toEqual({
      action: 'wait',
      waitUntil: '2026-03-07T17:00:00Z',
      attempt: null,
      dueAt: null,
      phase: 'scheduled',
    });
  });

  it('is made by the instant of the milestone, not by the time at which the code runs', async () => {
    const { decide } = deposit();
    expect(await decide('2026-03-07T17:20:00Z', '2026-03-07T17:00:00Z')).toMatchObject({
      action: 'charge',
      dueAt: '2026-03-07T17:00:00Z',
    });
  });

  it('is made by the instant of the question where the milestone lies ahead', async () => {
    const { decide } = deposit();
    expect(await decide('2026-03-02T00:00:00Z', '2026-03-07T17:00:00Z')).toMatchObject({ action: 'wait' });
  });

  it('to charge is recorded, and stays the same until the attempt has ended', async () => {
    const { world, decide } = deposit();
    const first = await decide('2026-03-08T00:00:00Z');
    expect(world.deposit().pending).toEqual({ number: 1, dueAt: '2026-03-08T00:00:00Z' });
    expect(await decide('2026-03-09T00:00:00Z')).toEqual(first);
  });

  it('writes its record before it reads the booking, so that the booking’s last word is heard', async () => {
    const { world, dependencies, decide } = deposit();
    const write = dependencies.deposits.write;
    dependencies.deposits.write = async (state) => {
      const written = await write(state);
      world.live(confirmed(), cancelled('2026-03-08T00:00:00Z'));
      return written;
    };
    expect(await decide('2026-03-08T00:00:00Z')).toMatchObject({ action: 'close' });
  });

  it('about a booking that is not there is a fault', async () => {
    const { world, decide } = deposit();
    world.bookingStates.clear();
    await expect(decide('2026-03-08T00:00:00Z')).rejects.toMatchObject({ name: 'Unexpected' });
  });
});
