/**
 * `npm run bench -- [engine|lambda|fleet|assessment-designs] [--rounds N] [--sizes 100,1000,3000] [--json]`. Machines differ, and so do their minutes: what counts is the ratios
 * of figures measured in one run. docs/benchmarks.md says what is compared.
 */
import { cpus } from 'node:os';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { compareDesigns, renderDesigns } from './assessment-designs/compare-designs.ts';
import { type CaseName, caseNames } from './engine/cases.ts';
import { compareEngines, renderComparisons } from './engine/compare-engines.ts';
import { compareFleets, renderFleets } from './fleet/compare-fleets.ts';
import { compareLambdas, renderLambdas } from './lambda/compare-lambdas.ts';

interface Options {
  readonly rounds?: number;
  readonly case?: CaseName;
  readonly profile?: string;
  readonly sizes: readonly number[];
  readonly json: boolean;
}

const command = new Command('bench')
  .description(
    'measures the engine against its peers, what a Lambda costs, what a booking costs as the fleet grows, and designs of the assessments of legs',
  )
  .addArgument(
    new Argument('[part]', 'what to measure (default: all)').choices([
      'engine',
      'lambda',
      'fleet',
      'assessment-designs',
    ]),
  )
  .option('--rounds <count>', 'rounds that medians are taken of (default: engine 7, lambda 5, fleet 1)', parseCount)
  .addOption(new Option('--case <name>', 'only this case of the engine').choices(caseNames))
  .option(
    '--profile <directory>',
    'where every measurement of an engine, and the first of every Lambda, leaves a CPU profile',
  )
  .option('--sizes <bookings>', 'fleets, smallest first', parseSizes, [100, 1_000])
  .option('--json', 'print one JSON object', false)
  .parse();

await main(command.args[0], command.opts<Options>());

async function main(part: string | undefined, { rounds, case: only, profile, sizes, json }: Options): Promise<void> {
  const tell = (line: string): void => console.error(line);
  const isAsked = (one: string): boolean => part === undefined || part === one;
  const engine = isAsked('engine')
    ? await compareEngines({
        rounds: rounds ?? 7,
        cases: only === undefined ? caseNames : [only],
        ...(profile === undefined ? {} : { profileDirectory: profile }),
        tell,
      })
    : undefined;
  const lambda = isAsked('lambda') ? await compareLambdas(rounds ?? 5, profile, tell) : undefined;
  const fleet = isAsked('fleet') ? await compareFleets(sizes, rounds ?? 1, tell) : undefined;
  const assessmentDesigns = isAsked('assessment-designs') ? await compareDesigns(tell) : undefined;
  if (json) {
    const machine = { node: process.version, processor: cpus()[0]?.model, processors: cpus().length };
    console.log(JSON.stringify({ machine, engine, lambda, fleet, assessmentDesigns }));
    return;
  }
  const tables = [
    ...(engine === undefined ? [] : [renderComparisons(engine)]),
    ...(lambda === undefined ? [] : [renderLambdas(lambda)]),
    ...(fleet === undefined ? [] : [renderFleets(fleet)]),
    ...(assessmentDesigns === undefined ? [] : [renderDesigns(assessmentDesigns)]),
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
