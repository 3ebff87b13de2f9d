import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureAssembly } from '../../sandbox/assembly.ts';
import { parseTape } from '../../sandbox/tape/parse-tape.ts';
import { playTape } from '../../sandbox/tape/play-tape.ts';
import { compareReport, type Expectation } from './compare-report.ts';
import { readStores, type Stores } from './read-stores.ts';

const folder = new URL('./tapes/', import.meta.url);
const tapes = readdirSync(folder).filter((file) => file.endsWith('.json'));

let assemblyDirectory = '';
beforeAll(async () => {
  assemblyDirectory = await ensureAssembly(() => {});
});

const largestPayloadBytes = 32 * 1024;

/** Events of histories in which an input, an output or a variable is larger than it may ever become. */
function oversized({ histories }: Stores): string[] {
  return [...histories].flatMap(([name, events]) =>
    events
      .filter((event) => Buffer.byteLength(JSON.stringify(event)) > largestPayloadBytes)
      .map(({ type }) => `${name}: ${type}`),
  );
}

describe('a tape', () => {
  it.each(tapes)('%s gives what it expects', async (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const { expected, about } = JSON.parse(text) as { expected: Expectation; about: string };
    let stores: Stores | undefined;
    const report = await playTape(parseTape(text), {
      assemblyDirectory,
      seed: 1,
      log: () => {},
      inspect: async (runtime) => {
        stores = await readStores(runtime);
      },
    });
    expect(compareReport(expected, report as never), about).toEqual([]);
    if (stores === undefined) return;
    // Every name, address and number of a customer that the sandbox hands out is marked so.
    const leaks = stores.texts.filter(([, stored]) => /personal|\+1555/i.test(stored));
    expect(
      leaks.map(([store]) => store),
      'keeps no personal data',
    ).toEqual([]);
    expect(stores.texts.length).toBeGreaterThan(0);
    expect(oversized(stores), 'keeps what states hand on under 32 KB').toEqual([]);
  });

  it('gives the same report when it is played again', async () => {
    const tape = parseTape(readFileSync(new URL('duplicates-and-disorder.json', folder), 'utf8'));
    const play = () => playTape(tape, { assemblyDirectory, seed: 1, log: () => {} });
    expect(await play()).toEqual(await play());
  });
});
