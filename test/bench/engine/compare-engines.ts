import { join } from 'node:path';
import { median } from '../median.ts';
import { renderTable } from '../table.ts';
import type { CaseName } from './cases.ts';
import { type EngineName, engineNames } from './engines/open-engine.ts';
import type { Figure } from './figure.ts';
import { measureInChild } from './measure-in-child.ts';

/** One figure of all engines. */
interface Comparison extends Omit<Figure, 'value'> {
  readonly medians: Readonly<Record<EngineName, number>>;
  /** Value by value, in the order of the rounds. */
  readonly rounds: Readonly<Record<EngineName, readonly number[]>>;
  /** How many times as good as the better of the peers the local runtime is: more than 1 is better. */
  readonly ratio: number;
}

interface CompareOptions {
  readonly rounds: number;
  readonly cases: readonly CaseName[];
  /** Where every measurement leaves a CPU profile. */
  readonly profileDirectory?: string;
  tell(line: string): void;
}

const ours = 'local runtime' satisfies EngineName;
const peers = engineNames.filter((name) => name !== ours);

/**
 * Measures every case on every engine, `rounds` times. The engines take turns, so that a busy minute of the machine meets
 * all of them, and each round another one begins.
 */
export async function compareEngines({ rounds, cases, profileDirectory, tell }: CompareOptions): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const subject of cases) {
    const measured: Record<EngineName, (readonly Figure[])[]> = {
      'local runtime': [],
      'aws-local-stepfunctions': [],
      statebox: [],
    };
    for (let round = 1; round <= rounds; round += 1) {
      tell(`engine: ${subject}, round ${round} of ${rounds} …`);
      for (let turn = 0; turn < engineNames.length; turn += 1) {
        const engine = engineNames[(round + turn) % engineNames.length]!;
        const profileName = `${subject}.${engine.replaceAll(' ', '-')}.${round}.cpuprofile`;
        const profilePath = profileDirectory === undefined ? undefined : join(profileDirectory, profileName);
        measured[engine].push(await measureInChild(engine, subject, profilePath));
      }
    }
    comparisons.push(...compare(measured));
  }
  return comparisons;
}

/** One comparison for each figure of the case. */
function compare(measured: Readonly<Record<EngineName, readonly (readonly Figure[])[]>>): Comparison[] {
  const figures = measured[ours][0] ?? [];
  return figures.map(({ title, unit, better }, index) => {
    const rounds = byEngine((name) => measured[name].map((round) => round[index]!.value));
    const medians = byEngine((name) => median(rounds[name]));
    const peerMedians = peers.map((name) => medians[name]);
    const ratio =
      better === 'more' ? medians[ours] / Math.max(...peerMedians) : Math.min(...peerMedians) / medians[ours];
    return { title, unit, better, medians, rounds, ratio };
  });
}

function byEngine<T>(read: (name: EngineName) => T): Record<EngineName, T> {
  return Object.fromEntries(engineNames.map((name) => [name, read(name)])) as Record<EngineName, T>;
}

export function renderComparisons(comparisons: readonly Comparison[]): string {
  return renderTable(
    ['engine', 'unit', ...engineNames, 'ours : better peer'],
    comparisons.map(({ title, unit, medians, ratio }) => [
      title,
      unit,
      ...engineNames.map((name) => formatFigure(medians[name])),
      ratio.toFixed(2),
    ]),
  );
}

function formatFigure(value: number): string {
  return value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });
}
