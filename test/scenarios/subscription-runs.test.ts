import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ensureAssembly } from '../../sandbox/assembly.ts';
import { parseTape } from '../../sandbox/tape/parse-tape.ts';
import { playTape } from '../../sandbox/tape/play-tape.ts';

it('every cycle of a subscription is a run, those that nobody is charged for too', { timeout: 240_000 }, async () => {
  const text = readFileSync(new URL('./tapes/subscription-paused.json', import.meta.url), 'utf8');
  const options = { assemblyDirectory: await ensureAssembly(() => {}), seed: 1, log: () => {} };
  const { workflows } = await playTape(parseTape(text), options);
  const runs = workflows.filter(({ id }) => id === 'S-30').map(({ run, status, phase }) => ({ run, status, phase }));
  // Cycles 0 to 3: the first run has the time before its cycle, and cycles 1 and 2 began in a pause.
  expect(runs).toEqual([
    { run: 1, status: 'SUCCEEDED', phase: 'continued' },
    { run: 2, status: 'SUCCEEDED', phase: 'continued' },
    { run: 3, status: 'SUCCEEDED', phase: 'continued' },
    { run: 4, status: 'RUNNING', phase: 'active' },
  ]);
});
