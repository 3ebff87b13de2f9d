/**
 * Records the histories that `test/replay/` holds: plays tapes on the local runtime and writes the history of every execution
 * of a workflow as `GetExecutionHistory` returns it. Run it after a change of a definition that is meant to change them.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ensureAssembly } from '../sandbox/assembly.ts';
import { startLegwork } from '../sandbox/legwork.ts';
import { parseTape } from '../sandbox/tape/parse-tape.ts';
import { type ApiHistory, readHistories } from './histories/read-histories.ts';
import { recordedTapes } from './histories/recorded-tapes.ts';
import { renderHistory } from './histories/render-history.ts';

const folder = new URL('../test/replay/histories/', import.meta.url);
const tapes = new URL('../test/scenarios/tapes/', import.meta.url);
const log = (line: string): void => console.error(line);

const assemblyDirectory = await ensureAssembly(log);
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) rmSync(new URL(file, folder));
for (const name of recordedTapes) {
  const tape = parseTape(readFileSync(new URL(`${name}.json`, tapes), 'utf8'));
  const clock = { kind: 'skip', startMs: tape.startMs } as const;
  const legwork = await startLegwork({ assemblyDirectory, clock, seed: 1, port: 0 });
  try {
    for (const step of tape.steps) {
      await legwork.runtime.runUntil(step.atMs);
      if (step.kind === 'event') await legwork.emit(step.detailType, step.detail);
      if (step.kind === 'world') legwork.change(step.world);
      await legwork.runtime.kernel.work.whenIdle();
    }
    await legwork.runtime.runThrough(tape.untilMs);
    for (const history of longestOfEachMachine(await readHistories(legwork.runtime))) {
      const machine = machineOf(history).replace(/^legwork-development-/, '');
      writeFileSync(new URL(`${name}.${machine}.history.json`, folder), renderHistory(history));
      log(`${name}: ${history.name}, ${history.events.length} events`);
    }
  } finally {
    await legwork.close();
  }
}

function machineOf({ executionArn }: ApiHistory): string {
  return executionArn.split(':')[6]!;
}

/** One execution of each machine: the others of a tape go through the same states. */
function longestOfEachMachine(histories: readonly ApiHistory[]): ApiHistory[] {
  const byMachine = Map.groupBy(histories, machineOf);
  return [...byMachine.values()].map((group) =>
    group.reduce((longest, history) => (history.events.length > longest.events.length ? history : longest)),
  );
}
