import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { ensureAssembly } from './assembly.ts';
import { InvalidTape, parseTape } from './tape/parse-tape.ts';
import { playTape } from './tape/play-tape.ts';

const exitCodes = { played: 0, failed: 1, invalidTape: 2 } as const;

const program = new Command()
  .name('npm run play --')
  .description('Plays a tape on a fresh local runtime with the skipping clock and prints its report as JSON.')
  .argument('<tape>', 'file of the tape, JSON')
  .option('--seed <number>', 'seed of everything that is drawn by chance', '1')
  .option('--quiet', 'no progress on standard error', false)
  .addHelpText(
    'after',
    '\nExit status: 0 played, 1 the run failed, 2 the tape is not valid (the message names the step and the field).',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.played : exitCodes.invalidTape));

program.parse();
const [tapeFile = ''] = program.args;
const { seed, quiet } = program.opts<{ seed: string; quiet: boolean }>();
const log = (line: string): void => {
  if (!quiet) process.stderr.write(`${line}\n`);
};

try {
  const tape = parseTape(readFileSync(tapeFile, 'utf8'));
  const report = await playTape(tape, { assemblyDirectory: await ensureAssembly(log), seed: Number(seed), log });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = exitCodes.played;
} catch (error) {
  const isInvalidTape = error instanceof InvalidTape || (error as NodeJS.ErrnoException).code === 'ENOENT';
  process.stderr.write(isInvalidTape ? `${(error as Error).message}\n` : `${(error as Error).stack}\n`);
  process.exitCode = isInvalidTape ? exitCodes.invalidTape : exitCodes.failed;
}
