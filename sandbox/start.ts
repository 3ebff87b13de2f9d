import { Command, InvalidArgumentError, Option } from 'commander';
import type { ClockMode } from '../local/runtime.ts';
import { onReaderGone } from '../tools/on-reader-gone.ts';
import { ensureAssembly } from './assembly.ts';
import { describeEvent } from './feed/describe-event.ts';
import { playStory } from './feed/play-story.ts';
import { formatFeedLine } from './feed/print-feed.ts';
import { sampleStory } from './feed/sample-booking.ts';
import { type LegworkSandbox, startLegwork } from './legwork.ts';
import { watchAndRedeploy } from './watch/watch-and-redeploy.ts';

const defaultPort = 4599;

const program = new Command()
  .name('npm start --')
  .description(
    'Runs Legwork on this machine: the deployed cloud assembly in one process, the life of a sample booking, then your events.',
  )
  .addOption(
    new Option('--clock <mode>', 'how time passes after the sample booking: real, accelerated:N, skip')
      .argParser(parseClock)
      .default({ kind: 'real' }, 'real'),
  )
  .option('--port <number>', 'port on 127.0.0.1; 0 takes any free one', parsePort, defaultPort)
  .option('--seed <number>', 'seed of everything that is drawn by chance', Number, 1)
  .option('--data <directory>', 'keep everything there, and go on from what is there; without it, in memory alone')
  .option('--no-demo', 'without the sample booking')
  .option('--no-watch', 'without redeploying when lambdas/, state-machines/, infra/ or cdk.json change')
  .option('--exit', 'end after the sample booking; nothing is watched', false)
  .parse();

const options = program.opts<{
  clock: LaterClock;
  port: number;
  seed: number;
  data?: string;
  demo: boolean;
  watch: boolean;
  exit: boolean;
}>();
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

type LaterClock = Exclude<ClockMode, { kind: 'skip' }> | { readonly kind: 'skip' };

const readerGone = new Promise<void>((resolve) => onReaderGone(process.stdout, resolve));
const story = sampleStory(Date.now());
const feedFormat = { zone: story.zone, isColoured: process.stdout.isTTY === true };
let printedLines = 0;

const assemblyDirectory = await ensureAssembly(print);
const legwork = await startLegwork({
  assemblyDirectory,
  // The sample booking is played in the days behind us, so that it ends about now and time can go on from there.
  clock: { kind: 'skip', startMs: options.demo ? story.startMs : Date.now() },
  seed: options.seed,
  port: options.port,
  ...(options.data !== undefined && { dataDirectory: options.data }),
  onEvent: (event) => {
    const line = describeEvent(event);
    if (line === null) return;
    printedLines += 1;
    print(formatFeedLine(line, feedFormat));
  },
}).catch(stopForBusyPort);

// From here on no change is missed; none is deployed into the middle of the sample booking.
const redeployment = options.watch && !options.exit ? watchAndRedeploy(legwork, assemblyDirectory, print) : undefined;

const signalled = new Promise<void>((resolve) => {
  process.once('SIGINT', resolve);
  process.once('SIGTERM', resolve);
});
const interrupted = Promise.race([signalled, readerGone]);

print(
  `Legwork runs at ${legwork.runtime.endpoint}  (account ${legwork.runtime.kernel.accountId}, region ${legwork.runtime.kernel.region})`,
);
// One that goes on from a data directory has had its sample booking, and time does not go back to it.
const isNew = legwork.runtime.kernel.clock.nowMs() === story.startMs;
if (options.demo && isNew) {
  print(`\nThe life of booking ${story.bookingId}, times of ${story.zone}:\n`);
  const isOver = await Promise.race([
    playStory(legwork, story, () => printedLines).then(() => true),
    interrupted.then(() => false),
  ]);
  if (!isOver) await stop(legwork);
  print('\nThat was the whole life of a booking.');
}
if (!options.exit) {
  legwork.runtime.continueWith(options.clock);
  printInvitation(legwork);
  redeployment?.begin();
  await interrupted;
}
await stop(legwork);

function printInvitation({ runtime, outputs }: LegworkSandbox): void {
  const { accountId, region } = runtime.kernel;
  const history = `aws stepfunctions get-execution-history --execution-arn arn:aws:states:${region}:${accountId}:execution:${outputs.eventBusName}-booking:booking-${story.bookingId}-r1`;
  print(`
  export AWS_ENDPOINT_URL=${runtime.endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} \\
    AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
  aws stepfunctions list-state-machines${options.demo ? `\n  ${history}` : ''}

README.md shows how to send an event to the bus ${outputs.eventBusName}. The clock is ${describeClock(options.clock)}. Ctrl-C ends.
${options.watch ? 'Change lambdas/, state-machines/, infra/ or cdk.json: it is redeployed under what is open.\n' : ''}`);
}

async function stop(sandbox: LegworkSandbox): Promise<never> {
  if (!options.exit) print('\nStopping …');
  await redeployment?.close();
  await sandbox.close();
  process.exit(0);
}

function stopForBusyPort(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EADDRINUSE') throw error;
  process.stderr.write(`Port ${options.port} is taken: choose another with --port, or --port 0 for any free one.\n`);
  process.exit(1);
}

function describeClock(mode: LaterClock): string {
  if (mode.kind === 'accelerated') return `${mode.factor} times as fast as real time`;
  return mode.kind === 'skip' ? 'jumping to whatever is due next' : 'real';
}

function parseClock(text: string): LaterClock {
  const [, factor] = /^accelerated:(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (text === 'real' || text === 'skip') return { kind: text };
  if (factor !== undefined && Number(factor) > 0) return { kind: 'accelerated', factor: Number(factor) };
  throw new InvalidArgumentError('expected real, skip, or accelerated:N with a number N above 0');
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('expected a number from 0 to 65535');
  return port;
}
