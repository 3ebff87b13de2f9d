/**
 * Forced restarts (F1) and terminations (T1 to T3) among everything else that may happen: at every moment of a run, while
 * it waits, acts, closes or hands over, by operators that die, twice, two at once. What this would catch: a signal that is
 * lost or consumed twice over a restart, two runs at work at one time, an effect that happens twice.
 */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type Exploration, explore } from './support/explore.ts';
import type { Scenario } from './support/scenario.ts';
import { Simulation } from './support/simulation.ts';

// As in `interleavings.test.ts`.
vi.mock('../../../lambdas/domain/events.ts', async (importActual) => {
  const actual = await importActual<typeof import('../../../lambdas/domain/events.ts')>();
  const { remembering } = await import('./support/remembering.ts');
  return { ...actual, parseEvent: remembering(actual.parseEvent) };
});

const plain: Scenario = { signals: ['S', 'A'], waits: ['S', 'A'], closeAccepts: 'A' };
const closing: Scenario = { ...plain, waits: ['S'] };
const short: Scenario = { signals: ['S'], waits: ['S'], closeAccepts: 'A' };

/** From the first event on. */
const fromTheStart: Readonly<Record<string, Scenario>> = {
  'a restart at any moment': { ...plain, restarts: 1 },
  'a restart while it closes': { ...closing, restarts: 1 },
  'a restart, and any process dies': { ...short, restarts: 1, crashes: 1 },
  'a restart while an activity is at work': { ...short, restarts: 1, hasActivities: true },
  'a restart while it continues as new': { ...closing, continueAt: 1, restarts: 1 },
  'a termination at any moment': { ...closing, terminations: 1 },
};

/** From the first wait after the start event on. */
const underWay: Readonly<Record<string, Scenario>> = {
  'a restart, and any process dies': { ...plain, restarts: 1, crashes: 1 },
};

describe('operators', () => {
  const all: Exploration[] = [];

  const hold = async (name: string, exploration: Promise<Exploration>) => {
    const explored = await exploration;
    all.push(explored);
    console.info(`${name}: ${explored.states} states`);
    expect(explored.violation).toBeUndefined();
  };

  it.each(Object.entries(fromTheStart))('P1 to P8 hold for %s', (name, scenario) =>
    hold(
      name,
      explore(() => new Simulation(scenario)),
    ),
  );
  it.each(Object.entries(underWay))('P1 to P8 hold under way for %s', (name, scenario) =>
    hold(
      name,
      explore(() => Simulation.begun(scenario)),
    ),
  );

  afterAll(() => {
    const sum = (count: (one: Exploration) => number) => all.reduce((total, one) => total + count(one), 0);
    console.info(
      `${all.length} scenarios: ${sum(({ states }) => states)} states, ${sum(({ steps }) => steps)} steps, ${sum(({ courses }) => courses)} courses`,
    );
  });
});
