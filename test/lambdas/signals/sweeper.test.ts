/**
 * The sweeper (R2, G1) among everything else that may happen to a workflow whose run is gone: redrives, signals, operators,
 * sweeps that die or come again. What this would catch: a run that is replaced while it is alive, two runs at work at one
 * time, a signal that is lost or consumed twice over a repair.
 */
import { describe, expect, it, vi } from 'vitest';
import { explore } from './support/explore.ts';
import type { Scenario } from './support/scenario.ts';
import { Simulation } from './support/simulation.ts';

// As in `interleavings.test.ts`.
vi.mock('../../../lambdas/domain/events.ts', async (importActual) => {
  const actual = await importActual<typeof import('../../../lambdas/domain/events.ts')>();
  const { remembering } = await import('./support/remembering.ts');
  return { ...actual, parseEvent: remembering(actual.parseEvent) };
});

const short: Scenario = { signals: ['S'], waits: ['S', 'A'], closeAccepts: 'A', redrives: 1, sweeps: 1 };
const plain: Scenario = { ...short, signals: ['S', 'A'] };

/** From the first wait after the start event on. */
const scenarios: Readonly<Record<string, Scenario>> = {
  'a run that fails': short,
  'a run that fails, and a sweep that dies': { ...short, sweeps: 2, crashes: 1 },
  'a run that fails, and two sweeps': { ...short, sweeps: 2 },
  'a run that fails, among signals': plain,
  'a run that fails, a sweep and a termination': { ...short, terminations: 1, operatorsAtOnce: true },
};

/** Larger, for whoever changes the protocol. Minutes of a processor. */
const thorough: Readonly<Record<string, Scenario>> = {
  'a run that fails, a sweep and a restart': { ...short, restarts: 1, operatorsAtOnce: true },
  'a run that fails, among signals, with activities': { ...plain, hasActivities: true },
};
const isThorough = process.env.INTERLEAVINGS === 'all';

describe('the sweeper', () => {
  it.each(Object.entries(isThorough ? { ...scenarios, ...thorough } : scenarios))(
    'P1 to P8 hold for %s',
    { timeout: 600_000 },
    async (name, scenario) => {
      const explored = await explore(() => Simulation.begun(scenario));
      console.info(`${name}: ${explored.states} states`);
      expect(explored.violation).toBeUndefined();
    },
  );
});
