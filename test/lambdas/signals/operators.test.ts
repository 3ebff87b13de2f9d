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
const short: Scenario = { signals: ['S'], waits: ['S'], closeAccepts: 'A' };

/** From the first event on. */
const fromTheStart: Readonly<Record<string, Scenario>> = {
  'a restart while a workflow begins and closes, and any process dies': { ...short, restarts: 1, crashes: 1 },
  'a restart while an activity is at work': { ...short, restarts: 1, hasActivities: true },
  'a restart while a run hands over': { ...short, continueAt: 1, restarts: 1 },
  'a termination while a workflow begins and closes, and any process dies': { ...short, terminations: 1, crashes: 1 },
  'a termination while a run hands over': { ...short, continueAt: 1, terminations: 1 },
};

/** From the first wait after the start event on. */
const underWay: Readonly<Record<string, Scenario>> = {
  'a restart among signals, and any process dies': { ...plain, restarts: 1, crashes: 1 },
  'a restart around a timeout and the close, with a signal': { ...plain, waits: ['S', 'B'], timeouts: 1, restarts: 1 },
  'a restart among signals, and a late Lambda of the old run': { ...plain, restarts: 1, lateLambdas: 1 },
  'two restarts at once': { ...short, waits: ['S', 'A'], restarts: 2, operatorsAtOnce: true },
  'a restart among signals, with activities': { ...plain, restarts: 1, hasActivities: true },
  'a restart of a run that has failed and is redriven': { ...short, waits: ['S', 'A'], redrives: 1, restarts: 1 },
  'a termination among signals, and any process dies': { ...plain, terminations: 1, crashes: 1 },
  'a termination and a restart at once': {
    ...short,
    waits: ['S', 'A'],
    restarts: 1,
    terminations: 1,
    operatorsAtOnce: true,
  },
};

/** Larger, for whoever changes the protocol. Minutes of a processor. */
const isThorough = process.env.INTERLEAVINGS === 'all';
const thorough: Readonly<Record<string, Scenario>> = {
  'two restarts at once, by operators that die': {
    ...short,
    waits: ['S', 'A'],
    restarts: 2,
    operatorsAtOnce: true,
    crashes: 1,
  },
  'two restarts among signals': { ...plain, restarts: 2 },
  'a restart, and two signals of one type': { ...plain, signals: ['S', 'A', 'A'], waits: ['S', 'A', 'A'], restarts: 1 },
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
  it.each(Object.entries(isThorough ? { ...underWay, ...thorough } : underWay))(
    'P1 to P8 hold under way for %s',
    { timeout: 600_000 },
    (name, scenario) =>
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
