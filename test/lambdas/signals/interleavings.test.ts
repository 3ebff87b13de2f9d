/**
 * Every order in which the calls of routers, waits and closes can follow one another, with every place where a fault may
 * strike. What this would catch: a rule of the protocol that the code does not keep (`flaws.test.ts` leaves each one out,
 * and shows that it is caught).
 */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { type Exploration, explore } from './support/explore.ts';
import type { Scenario } from './support/scenario.ts';
import { Simulation } from './support/simulation.ts';

// Parsing is pure, and by far the slowest thing here: what is one event's meaning is remembered.
vi.mock('../../../lambdas/domain/events.ts', async (importActual) => {
  const actual = await importActual<typeof import('../../../lambdas/domain/events.ts')>();
  const { remembering } = await import('./support/remembering.ts');
  return { ...actual, parseEvent: remembering(actual.parseEvent) };
});

const plain: Scenario = { signals: ['S', 'A'], waits: ['S', 'A'], closeAccepts: 'AB' };
const closing: Scenario = { signals: ['S', 'A'], waits: ['S'], closeAccepts: 'A' };

/** From the first event on. */
const fromTheStart: Readonly<Record<string, Scenario>> = {
  'two signals and no fault': plain,
  'two signals and a crash at any call': { ...plain, crashes: 1 },
  'two signals and a wait that times out at any moment': { ...plain, timeouts: 1 },
  'a signal while the workflow closes, and a crash': { ...closing, crashes: 1 },
  'a signal that Close does not accept, and a crash': { ...closing, closeAccepts: 'B', crashes: 1 },
  'a run that fails and is redriven': { ...closing, redrives: 1 },
  'a workflow that continues as new, and a crash': { ...closing, continueAt: 1, crashes: 1 },
  'a signal that is older than the start, and a crash': { ...plain, signals: ['A', 'S'], crashes: 1 },
  'a signal that no wait accepts, and a timeout': { ...plain, signals: ['B', 'S'], closeAccepts: 'A', timeouts: 1 },
};

/** From the first wait after the start event on. */
const underWay: Readonly<Record<string, Scenario>> = {
  'two signals of one type': { ...plain, signals: ['S', 'A', 'A'], waits: ['S', 'A', 'A'] },
  'two signals of two types, and a crash': { ...plain, signals: ['S', 'A', 'B'], waits: ['S', 'AB', 'AB'], crashes: 1 },
  'two signals, one after the other': { ...plain, signals: ['S', 'A', 'B'], waits: ['S', 'B', 'A'] },
  'a message that comes twice': { ...plain, duplicates: 1 },
  'a message that comes twice around the close': { ...closing, waits: ['S', 'B'], timeouts: 1, duplicates: 1 },
  'an await that is given up on and goes on': { ...plain, lateLambdas: 1, timeouts: 1 },
  'a close that is given up on and goes on': { ...closing, waits: ['S', 'B'], timeouts: 1, lateLambdas: 1 },
  'a late close, with a signal that it does not accept': {
    ...closing,
    waits: ['S', 'B'],
    closeAccepts: 'B',
    timeouts: 1,
    lateLambdas: 1,
  },
  'a late Lambda around continuing as new': {
    ...closing,
    waits: ['S', 'A', 'SA'],
    continueAt: 2,
    lateLambdas: 1,
    crashes: 1,
  },
};

describe('the signal protocol', () => {
  const all: Exploration[] = [];

  const hold = async (exploration: Promise<Exploration>) => {
    const explored = await exploration;
    all.push(explored);
    expect(explored.violation).toBeUndefined();
  };

  it.each(Object.entries(fromTheStart))('holds P1 to P7 for %s', (_, scenario) =>
    hold(explore(() => new Simulation(scenario))),
  );
  it.each(Object.entries(underWay))('holds P1 to P7 under way for %s', (_, scenario) =>
    hold(explore(() => Simulation.begun(scenario))),
  );

  afterAll(() => {
    const sum = (count: (one: Exploration) => number) => all.reduce((total, one) => total + count(one), 0);
    console.info(
      `${all.length} scenarios: ${sum(({ states }) => states)} states, ${sum(({ steps }) => steps)} steps, ${sum(({ courses }) => courses)} courses`,
    );
  });
});
