import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { onReaderGone } from '../tools/on-reader-gone.ts';
import { ensureAssembly } from './assembly.ts';
import { playFleet } from './fleet/play-fleet.ts';
import { createProgressLine } from './fleet/show-progress.ts';
import { InvalidTape, parseTape } from './tape/parse-tape.ts';
import { playTape } from './tape/play-tape.ts';

const exitCodes = { played: 0, failed: 1, invalidTape: 2 } as const;

interface Options {
  readonly fleet?: number;
  readonly days: number;
  readonly seed: number;
  readonly processes: number;
  readonly idle: boolean;
  readonly quiet: boolean;
}

const program = new Command()
  .name('npm run play --')
  .description(
    'Plays a tape, or a generated fleet, on a fresh local runtime with the skipping clock and prints its report as JSON.',
  )
  .argument('[tape]', 'file of the tape, JSON')
  .option('--fleet <bookings>', 'in place of a tape: so many bookings, each with a course of its own', wholeNumber(1))
  .option('--days <number>', 'how long the fleet is played, at least 4', wholeNumber(4), 30)
  .option('--seed <number>', 'seed of everything that is drawn by chance', wholeNumber(0), 1)
  .option(
    '--processes <number>',
    'how many parts of a large fleet are played at a time; by default as many as there are processors',
    wholeNumber(1),
    availableParallelism(),
  )
  .option('--idle', 'only the time passes, without any step: what is used whatever happens', false)
  .option('--quiet', 'no progress on standard error', false)
  .addHelpText(
    'after',
    '\nExit status: 0 played, 1 the run failed, 2 the tape is not valid (the message names the step and the field).',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.played : exitCodes.invalidTape));

program.parse();
const [tapeFile] = program.args;
const { fleet, days, seed, processes, idle, quiet } = program.opts<Options>();
if ((tapeFile === undefined) === (fleet === undefined)) program.error('error: give the file of a tape, or --fleet');

// The report is all that is written there.
onReaderGone(process.stdout, () => {});
const log = (line: string): void => {
  if (!quiet) process.stderr.write(`${line}\n`);
};

try {
  const report = tapeFile === undefined ? await playGenerated(fleet ?? 1) : await playFile(tapeFile);
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = exitCodes.played;
} catch (error) {
  const isInvalidTape = error instanceof InvalidTape || (error as NodeJS.ErrnoException).code === 'ENOENT';
  process.stderr.write(isInvalidTape ? `${(error as Error).message}\n` : `${(error as Error).stack}\n`);
  process.exitCode = isInvalidTape ? exitCodes.invalidTape : exitCodes.failed;
}

async function playFile(file: string) {
  const tape = parseTape(readFileSync(file, 'utf8'));
  return playTape(idle ? { ...tape, steps: [] } : tape, { assemblyDirectory: await ensureAssembly(log), seed, log });
}

async function playGenerated(bookings: number) {
  const assemblyDirectory = await ensureAssembly(log);
  const onProgress = createProgressLine(process.stderr);
  const report = await playFleet({
    bookings,
    days,
    seed,
    processes,
    isIdle: idle,
    assemblyDirectory,
    onOutput: log,
    machineMs: () => Number(process.hrtime.bigint() / 1_000_000n),
    ...(quiet ? {} : { onProgress }),
  });
  if (!quiet && process.stderr.isTTY) log('');
  return report;
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`a whole number from ${least} on`);
  };
}
