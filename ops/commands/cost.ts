import { assumptions } from '../cost/assumptions.ts';
import { compareCosts } from '../cost/compare-costs.ts';
import { type Course, playReport } from '../cost/play-report.ts';
import { defaultPrices, type PriceTable, parsePrices } from '../cost/price-table.ts';
import { printCosts } from '../cost/print-costs.ts';
import { parseUsage, type Usage, withoutStanding } from '../cost/usage.ts';
import { CommandFailure, exitCodes } from '../support/failures.ts';
import type { Register, Session } from '../support/session.ts';
import { parseCount } from '../support/workflow-options.ts';

interface CostOptions {
  readonly fleet?: number;
  readonly days: number;
  readonly seed: number;
  readonly report?: string;
  readonly idleReport?: string;
  readonly prices?: string;
  readonly pollSeconds: number;
}

export const registerCost: Register = (program, context) => {
  program
    .command('cost')
    .description('price a tape or a fleet, part by part, beside polling loops and Temporal Cloud')
    .argument('[tape]', 'file of a tape, played on a fresh local runtime')
    .option('--fleet <bookings>', 'in place of a tape: a generated fleet of so many bookings', parseCount(1))
    .option('--days <number>', 'with --fleet: how long it is played, at least 4', parseCount(4), 30)
    .option('--seed <number>', 'with --fleet: seed of everything that is drawn by chance', parseCount(0), 1)
    .option('--report <file>', 'in place of a tape: the report of one that was played; "-" reads the standard input')
    .option('--idle-report <file>', 'with --report: that of the same time without its events, which is taken off')
    .option('--prices <file>', 'prices in place of the built-in ones, as in ops/cost/prices.json')
    .option('--poll-seconds <number>', 'how often the polling loops look', parseCount(1), 300)
    .action(context.action<CostOptions>([], cost));
};

async function cost(session: Session, options: CostOptions, tape?: string): Promise<void> {
  const prices = readPrices(session, options);
  const usage = await readUsage(session, options, tape);
  const report = compareCosts(usage, prices, options.pollSeconds);
  session.printJson({ ...report, priceTable: prices.prices, assumptions });
  printCosts(session, report, prices);
}

async function readUsage(session: Session, options: CostOptions, tape?: string): Promise<Usage> {
  const { fleet, days, seed, report, idleReport } = options;
  const given = [tape, fleet, report].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw new CommandFailure(exitCodes.usage, 'Say what to price: one of a tape, --fleet BOOKINGS and --report FILE.');
  if (idleReport !== undefined && report === undefined)
    throw new CommandFailure(
      exitCodes.usage,
      '--idle-report belongs to --report: what is played is played idle as well.',
    );
  const { surroundings } = session;
  if (report !== undefined) {
    const read = (file: string): Usage => {
      const text = surroundings.readFile(file);
      return understood(file, 'no report of a play', () => parseUsage(text));
    };
    return idleReport === undefined ? read(report) : withoutStanding(read(report), read(idleReport));
  }
  const course: Course = tape === undefined ? { bookings: fleet ?? 1, days, seed } : { tape };
  const usage = parseUsage(await playReport(surroundings, course, false));
  return withoutStanding(usage, parseUsage(await playReport(surroundings, course, true)));
}

function readPrices({ surroundings }: Session, { prices }: CostOptions): PriceTable {
  if (prices === undefined) return defaultPrices;
  const text = surroundings.readFile(prices);
  return understood(prices, 'no table of prices', () => parsePrices(text));
}

function understood<Value>(file: string, whatElse: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, `${file} is ${whatElse}: ${(error as Error).message}`);
  }
}
