/**
 * The flaws of earlier drafts of the protocol, each as one rule that the real code is robbed of on its way to the table
 * or to Step Functions. What this would catch: an exploration that no longer sees what it is there to see.
 *
 * F12, F16 and F18 are flaws of designs that do not exist here (a new run after the close, a stored execution ARN). F14
 * (Step Functions refuses a token while the Lambda that got it still runs) is no rule of ours: `await-signal.test.ts` shows
 * that it would be loud.
 */
import { describe, expect, it, vi } from 'vitest';
import { explore } from './support/explore.ts';
import type { Scenario, Weakness } from './support/scenario.ts';
import { Simulation } from './support/simulation.ts';
import * as without from './support/weaknesses.ts';

// As in `interleavings.test.ts`.
vi.mock('../../../lambdas/domain/events.ts', async (importActual) => {
  const actual = await importActual<typeof import('../../../lambdas/domain/events.ts')>();
  const { remembering } = await import('./support/remembering.ts');
  return { ...actual, parseEvent: remembering(actual.parseEvent) };
});

const one: Scenario = { signals: ['S', 'A'], waits: ['S', 'A'], closeAccepts: 'AB' };
const closing: Scenario = { ...one, waits: ['S'], closeAccepts: 'A' };

interface Flaw {
  readonly flaw: string;
  readonly weakness: Weakness;
  readonly scenario: Scenario;
  /** What the exploration has to find. */
  readonly found: RegExp;
  /** Explored from the first wait after the start event on, where that is enough to see it. */
  readonly isBegun?: true;
}

const flaws: readonly Flaw[] = [
  {
    flaw: 'F1 a pending duplicate is dropped',
    weakness: without.goingOnWithDuplicates,
    scenario: { ...one, crashes: 1 },
    found: /^P[15]/,
  },
  {
    flaw: 'F2 only the oldest pending signal is looked at',
    weakness: without.signalsBehindTheOldest,
    scenario: { ...one, signals: ['A', 'S', 'B'], waits: ['S', 'B'] },
    found: /^P1/,
  },
  {
    flaw: 'F2b a router sends its own signal only',
    weakness: without.otherSignalsThanOnesOwn,
    scenario: { ...one, signals: ['S', 'A', 'A'], waits: ['S', 'A', 'A'] },
    found: /^P3/,
  },
  {
    flaw: 'F3 a wait has no number, and a Lambda is late',
    weakness: without.theNumberOfAWait,
    scenario: { ...one, lateLambdas: 1 },
    found: /^P[17]/,
  },
  {
    flaw: 'F3b a wait has no number, and times out',
    weakness: without.theNumberOfAWait,
    scenario: { ...one, waits: ['S', 'B', 'A'], timeouts: 1 },
    found: /^P1/,
  },
  {
    flaw: 'F3c the number leaves out the attempt',
    weakness: without.theAttemptInTheNumber,
    scenario: { ...one, waits: ['S', 'B', 'A'], timeouts: 1, lateLambdas: 1 },
    found: /^P1/,
    isBegun: true,
  },
  {
    flaw: 'F4 signals are cleaned before the checkpoint is stored',
    weakness: without.storingBeforeCleaning,
    scenario: one,
    found: /^P7/,
  },
  {
    flaw: 'F5 the checkpoint is stored without what it consumed',
    weakness: without.consumedInTheCheckpoint,
    scenario: one,
    found: /^P[26]/,
  },
  {
    flaw: 'F5b a delivery forgets what is still uncleaned',
    weakness: without.uncleanedKeysInADelivery,
    scenario: { ...one, waits: ['S', 'A', 'S', 'SA'], lateLambdas: 1 },
    found: /^P2/,
  },
  {
    flaw: 'F5c a new run does not begin with what was consumed',
    weakness: without.consumedInANewRun,
    scenario: { ...one, waits: ['S', 'SA', 'SA'], continueAt: 1 },
    found: /^P2/,
  },
  {
    flaw: 'F5d a timeout forgets what is still uncleaned',
    weakness: { machine: 'drops carry on timeout' },
    scenario: { ...one, waits: ['S', 'A', 'SA'], timeouts: 1 },
    found: /^P2/,
  },
  {
    flaw: 'F6 pending signals are read before the instance',
    weakness: without.instanceBeforeQuery,
    scenario: { ...one, signals: ['S', 'A', 'B'], waits: ['S', 'A', 'B', 'A'], duplicates: 1 },
    found: /^P2/,
    isBegun: true,
  },
  {
    flaw: 'F7 continuing as new does not know its own earlier attempt',
    weakness: without.startingWhatNobodyStarted,
    scenario: { ...closing, continueAt: 1, crashes: 1 },
    found: /^P[15]/,
  },
  {
    flaw: 'F8 a close is final before the last look',
    weakness: without.lookingBeforeClosing,
    scenario: closing,
    found: /^P6/,
  },
  {
    flaw: 'F9 a close has no number',
    weakness: without.theNumberOfAClose,
    scenario: { ...closing, lateLambdas: 1 },
    found: /^P[167]/,
  },
  {
    flaw: 'F11 Load opens whatever run there is',
    weakness: without.theRunInLoad,
    scenario: { ...closing, continueAt: 1, lateLambdas: 1, crashes: 1 },
    found: /^P[145]/,
  },
  {
    flaw: 'F13 the instance is read as it was a moment ago',
    weakness: without.consistentReads,
    scenario: one,
    found: /^P1/,
  },
  {
    flaw: 'F15 a redrive begins to count anew',
    weakness: { machine: 'restarts the count on redrive' },
    scenario: { ...one, redrives: 1, crashes: 1 },
    found: /^P1/,
  },
  {
    flaw: 'F10 a forced restart starts before it stops',
    weakness: without.stoppingBeforeStarting,
    scenario: { ...one, restarts: 1 },
    found: /^P4/,
    isBegun: true,
  },
  {
    flaw: 'F10b whoever starts a run does not stop those before',
    weakness: without.stoppingByAnybody,
    scenario: { ...one, restarts: 1, duplicates: 1 },
    found: /^P4/,
    isBegun: true,
  },
  {
    flaw: 'F10c a new run does not wait for activities',
    weakness: without.waitingForActivities,
    scenario: { ...one, signals: ['S'], waits: ['S'], restarts: 1, hasActivities: true },
    found: /^P4/,
  },
  {
    flaw: 'F10d an activity does not ask whether its run is fenced',
    weakness: without.theFenceOfActivities,
    scenario: { ...one, signals: ['S'], waits: ['S'], restarts: 1, hasActivities: true },
    found: /^P4/,
  },
  {
    flaw: 'F10e a forced restart forgets what was consumed',
    weakness: without.consumedInANewRunByForce,
    scenario: { ...one, signals: ['S'], waits: ['S', 'SA'], restarts: 1 },
    found: /^P2/,
  },
  {
    flaw: 'F17 a second restart forgets the first run',
    weakness: without.runsBeforeTheLast,
    scenario: { ...one, signals: ['S'], restarts: 2, operatorsAtOnce: true, crashes: 1 },
    found: /^P4/,
    isBegun: true,
  },
  {
    flaw: 'T1 a termination leaves the instance open',
    weakness: without.closingBeforeStopping,
    scenario: { ...one, terminations: 1 },
    found: /^P[16]/,
    isBegun: true,
  },
  {
    flaw: 'T3 a termination forgets what was consumed',
    weakness: without.consumedAtTermination,
    scenario: { ...one, signals: ['S'], waits: ['S', 'A'], terminations: 1 },
    found: /^P6/,
  },
  {
    flaw: 'G1 the sweeper replaces a run that has shown itself',
    weakness: without.signsOfLife,
    scenario: { ...one, signals: ['S'], redrives: 1, sweeps: 1 },
    found: /^P4/,
    isBegun: true,
  },
];

describe('a protocol with one rule less', () => {
  it.each(flaws)('is caught: $flaw', async ({ flaw, weakness, scenario, found, isBegun }) => {
    const { violation, states } = await explore(() =>
      isBegun ? Simulation.begun(scenario, weakness) : new Simulation(scenario, weakness),
    );
    console.info(`${flaw}: ${violation?.problem} (after ${states} states)`);
    expect(violation?.problem).toMatch(found);
  });
});
