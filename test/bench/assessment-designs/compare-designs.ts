import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compareCosts } from '../../../ops/cost/compare-costs.ts';
import { defaultPrices } from '../../../ops/cost/price-table.ts';
import { parseUsage } from '../../../ops/cost/usage.ts';
import { ensureAssembly } from '../../../sandbox/assembly.ts';
import type { Report } from '../../../sandbox/tape/build-report.ts';
import type { Tape } from '../../../sandbox/tape/parse-tape.ts';
import { playTape } from '../../../sandbox/tape/play-tape.ts';
import { renderTable } from '../table.ts';
import { copyAssembly } from './assembly-copy.ts';
import { type Design, designs } from './designs.ts';
import { legTapes } from './leg-tapes.ts';

/** What one leg costs in a design: its booking is taken off. */
interface DesignFigures {
  readonly design: string;
  readonly description: string;
  readonly tape: string;
  /** Routes that were read: an assessment whose reads failed counts none. */
  readonly routeRequests: number;
  readonly stateTransitions: number;
  readonly expressRequests: number;
  readonly lambdaInvocations: number;
  readonly lambdaGbSeconds: number;
  readonly dynamoReadUnits: number;
  readonly dynamoWriteUnits: number;
  readonly schedulerInvocations: number;
  /** Changes of level that the world was told of. */
  readonly riskChanges: number;
  /** Of the leg's workflow. */
  readonly historyEvents: number;
  /** Without routes and positions, which cost the same in all designs. */
  readonly dollars: number;
}

const counters = [
  'stateTransitions',
  'expressRequests',
  'lambdaInvocations',
  'lambdaGbSeconds',
  'dynamoReadUnits',
  'dynamoWriteUnits',
  'schedulerInvocations',
] as const;

/**
 * Plays a quiet and a troubled leg in every design of its assessments, on today's definitions and functions.
 * @throws Error where a design does not do what the deployed one does
 */
export async function compareDesigns(tell: (line: string) => void): Promise<DesignFigures[]> {
  const source = await ensureAssembly(tell);
  const directory = await mkdtemp(join(tmpdir(), 'legwork-designs-'));
  try {
    const without = await play(source, legTapes.without);
    const figures: DesignFigures[] = [];
    for (const tape of [legTapes.quiet, legTapes.troubled]) {
      const deployed = outcomeOf(await play(source, tape));
      for (const design of designs) {
        tell(`design ${design.name}, ${tape.name} leg …`);
        const report = await play(
          await assemblyOf(design, source, join(directory, `${tape.name}-${design.name}`)),
          tape,
        );
        if (!isDeepStrictEqual(outcomeOf(report), deployed))
          throw new Error(
            `design ${design.name} does something else:\n${JSON.stringify(outcomeOf(report))}\nand not\n${JSON.stringify(deployed)}`,
          );
        figures.push(figuresOf(design, tape, report, without));
      }
    }
    return figures;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function assemblyOf(design: Design, source: string, directory: string): Promise<string> {
  const assembly = await copyAssembly(source, directory);
  await design.apply(assembly);
  await assembly.save();
  return assembly.directory;
}

async function play(assemblyDirectory: string, tape: Tape): Promise<Report> {
  const troubles: string[] = [];
  const report = await playTape(tape, { assemblyDirectory, seed: 1, log: (line) => troubles.push(line) });
  if (report.permissions.missing.length > 0 || report.workflows.some(({ status }) => status !== 'SUCCEEDED'))
    throw new Error(`${tape.name} did not go well:\n${troubles.join('\n')}\n${JSON.stringify(report.workflows)}`);
  return report;
}

/** What the world saw, to the minute: designs may be some seconds apart. */
function outcomeOf({ emitted, notifications }: Report) {
  return [...emitted, ...notifications]
    .map(({ at, ...rest }) => {
      const { detail, ...more } = rest as { detail?: Record<string, unknown> };
      const { eventId: _id, occurredAt: _at, ...facts } = detail ?? {};
      return JSON.stringify([at.slice(0, 16), more, facts]);
    })
    .sort();
}

function figuresOf(design: Design, tape: Tape, report: Report, without: Report): DesignFigures {
  const dollarsOf = (one: Report): number => compareCosts(parseUsage(JSON.stringify(one)), defaultPrices, 300).dollars;
  const leg = report.workflows.filter(({ type }) => type === 'trip-leg');
  const differences = Object.fromEntries(
    counters.map((counter) => [counter, report.meter[counter] - without.meter[counter]]),
  ) as Record<(typeof counters)[number], number>;
  return {
    design: design.name,
    description: design.description,
    tape: tape.name,
    routeRequests: report.meter.routeRequests,
    ...differences,
    riskChanges: report.emitted.filter(({ detailType }) => detailType === 'TripLegRiskChanged').length,
    historyEvents: leg.reduce((sum, { historyEvents }) => sum + historyEvents, 0),
    dollars: dollarsOf(report) - dollarsOf(without),
  };
}

export function renderDesigns(figures: readonly DesignFigures[]): string {
  const table = renderTable(
    [
      'design, leg',
      'routes read',
      'changes',
      'transitions',
      'Express',
      'Lambda',
      'GB-s',
      'reads',
      'writes',
      'Scheduler',
      'history events',
      'dollars',
      'per C',
    ],
    figures.map((one) => {
      const deployed = figures.find(({ design, tape }) => design === 'C' && tape === one.tape)!;
      return [
        `${one.design}, ${one.tape}`,
        String(one.routeRequests),
        String(one.riskChanges),
        String(one.stateTransitions),
        String(one.expressRequests),
        String(one.lambdaInvocations),
        one.lambdaGbSeconds.toFixed(2),
        String(one.dynamoReadUnits),
        String(one.dynamoWriteUnits),
        String(one.schedulerInvocations),
        String(one.historyEvents),
        one.dollars.toFixed(6),
        (one.dollars / deployed.dollars).toFixed(2),
      ];
    }),
  );
  return `${table}\n${designs.map(({ name, description }) => `${name}: ${description}`).join('\n')}\n`;
}
