// The largest of the explorations of `local-services.test.ts`, in a file of its own so that it runs beside the others.
import { expect, it } from 'vitest';
import { explore } from './support/explore.ts';
import { LocalSimulation } from './support/local-simulation.ts';

it('holds P1 to P7 on the local runtime for two signals, one of them delivered twice', async () => {
  const { violation, states, steps, courses } = await explore(() =>
    LocalSimulation.create({ signals: ['S', 'A'], waits: ['S'], closeAccepts: 'A', duplicates: 1 }),
  );
  console.info(`redelivery: ${states} states, ${steps} steps, ${courses} courses`);
  expect(violation).toBeUndefined();
}, 300_000);
