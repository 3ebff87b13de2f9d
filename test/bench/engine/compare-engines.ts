import { join } from 'node:path';
import { median } from '../median.ts';
import { renderTable } from '../table.ts';
import { type CaseName, cases as subjects } from './cases.ts';
import { type EngineName, engineNames } from './engines/open-engine.ts';
import type { Figure } from './figure.ts';
import { measureInChild } from './measure-in-child.ts';

/** One figure of all engines. */
interface Comparison extends Omit<Figure, 'value'> {
  /** Of the engines that were measured. */
  readonly medians: ByEngine<number>;
  /** Value by value, in the order of the rounds. */
  readonly rounds: ByEngine<readonly number[]>;
  /** How many times as good as the better of the peers ours is, without and with its journal: more than 1 is better. */
  readonly ratios: ByEngine<number>;
}

type ByEngine<T> = Readonly<Partial<Record<EngineName, T>>>;

interface CompareOptions {
  readonly rounds: number;
  readonly cases: readonly CaseName[];
  /** Where every measurement leaves a CPU profile. */
  readonly profileDirectory?: string;
  tell(line: string): void;
}

const ours: readonly EngineName[] = ['local runtime', 'with journal'];
const peers = engineNames.filter((name) => !ours.includes(name));

/** Nobody but ours has anything to recover. */
function enginesOf(subject: CaseName): readonly EngineName[] {
  return subjects[subject].kind === 'recovery' ? ['with journal'] : engineNames;
}

/**
 * Measures every case on every engine, `rounds` times. The engines take turns, so that a busy minute of the machine meets
 * all of them, and each round another one begins.
 */
export async function compareEngines({ rounds, cases, profileDirectory, tell }: CompareOptions): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const subject of cases) {
    const engines = enginesOf(subject);
    const measured = new Map<EngineName, (readonly Figure[])[]>(engines.map((engine) => [engine, []]));
    for (let round = 1; round <= rounds; round += 1) {
      tell(`engine: ${subject}, round ${round} of ${rounds} …`);
      for (let turn = 0; turn < engines.length; turn += 1) {
        const engine = engines[(round + turn) % engines.length]!;
        const profileName = `${subject}.${engine.replaceAll(' ', '-')}.${round}.cpuprofile`;
        const profilePath = profileDirectory === undefined ? undefined : join(profileDirectory, profileName);
        measured.get(engine)?.push(await measureInChild(engine, subject, profilePath));
      }
    }
    comparisons.push(...compare(measured));
  }
  return comparisons;
}

/** One comparison for each figure of the case. */
function compare(measured: ReadonlyMap<EngineName, readonly (readonly Figure[])[]>): Comparison[] {
  const figures = [...measured.values()][0]?.[0] ?? [];
  return figures.map(({ title, unit, better }, index) => {
    const rounds = new Map([...measured].map(([name, all]) => [name, all.map((round) => round[index]!.value)]));
    const medians = new Map([...rounds].map(([name, values]) => [name, median(values)]));
    const peerMedians = peers.flatMap((name) => medians.get(name) ?? []);
    const ratios = ours.flatMap((name): [EngineName, number][] => {
      const own = medians.get(name);
      if (own === undefined || peerMedians.length === 0) return [];
      return [[name, better === 'more' ? own / Math.max(...peerMedians) : Math.min(...peerMedians) / own]];
    });
    const plain = { medians: toRecord(medians), rounds: toRecord(rounds), ratios: toRecord(new Map(ratios)) };
    return { title, unit, better, ...plain };
  });
}

function toRecord<T>(values: ReadonlyMap<EngineName, T>): ByEngine<T> {
  return Object.fromEntries(values) as ByEngine<T>;
}

export function renderComparisons(comparisons: readonly Comparison[]): string {
  return renderTable(
    ['engine', 'unit', ...engineNames, 'ours : better peer', 'with journal : better peer'],
    comparisons.map(({ title, unit, medians, ratios }) => [
      title,
      unit,
      ...engineNames.map((name) => formatFigure(medians[name])),
      ...ours.map((name) => ratios[name]?.toFixed(2) ?? none),
    ]),
  );
}

const none = '–';

function formatFigure(value: number | undefined): string {
  return value === undefined ? none : value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });
}
