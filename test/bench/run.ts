/**
 * `npm run bench -- [engine|fleet] [--rounds N] [--sizes 100,1000,3000] [--json]`. Machines differ, and so do their minutes: what counts is the ratios
 * of figures measured in one run. docs/benchmarks.md says what is compared.
 */
import { cpus } from 'node:os';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { type CaseName, caseNames } from './engine/cases.ts';
import { compareEngines, renderComparisons } from './engine/compare-engines.ts';
import { compareFleets, renderFleets } from './fleet/compare-fleets.ts';

interface Options {
  readonly rounds?: number;
  readonly case?: CaseName;
  readonly profile?: string;
  readonly sizes: readonly number[];
  readonly json: boolean;
}

const command = new Command('bench')
  .description('measures the engine against its peers, and what a booking costs as the fleet grows')
  .addArgument(new Argument('[part]', 'what to measure (default: both)').choices(['engine', 'fleet']))
  .option('--rounds <count>', 'rounds that medians are taken of (default: engine 7, fleet 1)', parseCount)
  .addOption(new Option('--case <name>', 'only this case of the engine').choices(caseNames))
  .option('--profile <directory>', 'where every measurement of an engine leaves a CPU profile')
  .option('--sizes <bookings>', 'fleets, smallest first', parseSizes, [100, 1_000])
  .option('--json', 'print one JSON object', false)
  .parse();

await main(command.args[0], command.opts<Options>());

async function main(part: string | undefined, { rounds, case: only, profile, sizes, json }: Options): Promise<void> {
  const tell = (line: string): void => console.error(line);
  const engine =
    part === 'fleet'
      ? undefined
      : await compareEngines({
          rounds: rounds ?? 7,
          cases: only === undefined ? caseNames : [only],
          ...(profile === undefined ? {} : { profileDirectory: profile }),
          tell,
        });
  const fleet = part === 'engine' ? undefined : await compareFleets(sizes, rounds ?? 1, tell);
  if (json) {
    const machine = { node: process.version, processor: cpus()[0]?.model, processors: cpus().length };
    console.log(JSON.stringify({ machine, engine, fleet }));
    return;
  }
  const tables = [
    ...(engine === undefined ? [] : [renderComparisons(engine)]),
    ...(fleet === undefined ? [] : [renderFleets(fleet)]),
  ];
  process.stdout.write(tables.join('\n'));
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError('a whole number from 1 on');
}

function parseSizes(text: string): number[] {
  return text.split(',').map(parseCount);
}
