/**
 * The same exploration with nothing simulated but time: the local runtime's DynamoDB judges every expression, and its
 * Step Functions engine runs the state machine. What this would catch: a rule that holds over the fakes of
 * `interleavings.test.ts` only.
 */
import { expect, it } from 'vitest';
import { explore } from './support/explore.ts';
import { LocalSimulation } from './support/local-simulation.ts';

it.each([
  ['two signals that two waits accept', { signals: ['S', 'A'], waits: ['S', 'A'], closeAccepts: 'A' }],
  [
    'a signal while the workflow closes, and a crash',
    { signals: ['S', 'A'], waits: ['S'], closeAccepts: 'A', crashes: 1 },
  ],
  ['two signals, and a crash', { signals: ['S', 'A'], waits: ['S', 'A'], closeAccepts: 'A', crashes: 1 }],
  [
    'two signals, and a wait that times out',
    { signals: ['S', 'A'], waits: ['S', 'A'], closeAccepts: 'A', timeouts: 1 },
  ],
] as const)(
  'holds P1 to P7 on the local runtime for %s',
  async (name, scenario) => {
    const { violation, states, steps, courses } = await explore(() => LocalSimulation.create(scenario));
    console.info(`${name}: ${states} states, ${steps} steps, ${courses} courses`);
    expect(violation).toBeUndefined();
  },
  300_000,
);
