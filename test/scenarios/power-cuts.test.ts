import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ensureAssembly } from '../../sandbox/assembly.ts';
import { parseTape, type TapeStep } from '../../sandbox/tape/parse-tape.ts';
import { playTape } from '../../sandbox/tape/play-tape.ts';

const file = new URL('./tapes/duplicates-and-disorder.json', import.meta.url);

it('a tape gives the same report with power cuts and without, apart from the meter and the flow', {
  timeout: 240_000,
}, async () => {
  const tape = parseTape(readFileSync(file, 'utf8'));
  const options = { assemblyDirectory: await ensureAssembly(() => {}), seed: 1, log: () => {} };
  const kill = (atMs: number): TapeStep => ({ kind: 'kill', atMs });
  // Behind the first step and the last one, at instants at which both have something pending.
  const [first, last] = [tape.steps.at(0)!, tape.steps.at(-1)!];
  const steps = [first, kill(first.atMs), ...tape.steps.slice(1), kill(last.atMs + 1)];

  const { meter: _meter, flow: _flow, ...undisturbed } = await playTape(tape, options);
  const { meter: _otherMeter, flow: _otherFlow, ...report } = await playTape({ ...tape, steps }, options);
  expect(report).toEqual(undisturbed);
});
