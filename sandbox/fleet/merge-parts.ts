/**
 * Makes one report of the reports of a fleet's parts.
 *
 * M1  The order of parts is that of the fleet, not of their ends: sums of fractions are the same on every run.
 * M2  What a runtime uses though nothing happens, its sweeps for example, is in the report once, as for one runtime that played
 *     the whole fleet, and not once a part.
 */
import { type ExactFlow, type Flow, roundFlow } from '../flow/count-flow.ts';
import type { PartReport } from './play-part.ts';
import { type Counts, createCounter } from './tally.ts';

type Permission = PartReport['permissions']['missing'][number];

interface MergedReport extends Omit<PartReport, 'meter' | 'flow' | 'permissions'> {
  readonly meter: Readonly<Record<string, number>>;
  readonly flow: Flow;
  readonly permissions: {
    /** Of any part. */
    readonly missing: readonly Permission[];
    /** How many no part used. */
    readonly unused: number;
  };
}

/** A report, and how often it counts. */
interface Term {
  readonly report: PartReport;
  readonly times: number;
}

/** @param standing what a runtime uses though nothing happens; one part needs none */
export function mergeParts(parts: readonly PartReport[], standing?: PartReport): MergedReport {
  const terms: Term[] = parts.map((report) => ({ report, times: 1 }));
  if (standing !== undefined) terms.push({ report: standing, times: 1 - parts.length });
  const sum = (read: (report: PartReport) => Counts): Counts => {
    const counter = createCounter();
    for (const { report, times } of terms) {
      for (const [name, count] of Object.entries(read(report))) counter.add(name, count * times);
    }
    return counter.read();
  };
  return {
    events: terms.reduce((events, { report, times }) => events + report.events * times, 0),
    refusals: sum((report) => report.refusals),
    emitted: sum((report) => report.emitted),
    notifications: sum((report) => report.notifications),
    executions: sum((report) => report.executions),
    troubles: sum((report) => report.troubles),
    payments: sum((report) => report.payments),
    meter: sumMeters(terms),
    flow: roundFlow(sumFlows(terms, sum)),
    permissions: {
      missing: inOrder(parts.flatMap(({ permissions }) => permissions.missing)),
      unused: countUnused(parts),
    },
  };
}

/** Counters of which nothing was used stay, in the order of the meter. */
function sumMeters(terms: readonly Term[]): Record<string, number> {
  const counters = Object.keys(terms[0]?.report.meter ?? {}) as Array<keyof PartReport['meter']>;
  return Object.fromEntries(
    counters.map((counter) => [
      counter,
      withoutBinaryRest(terms.reduce((used, { report, times }) => used + report.meter[counter] * times, 0)),
    ]),
  );
}

function sumFlows(terms: readonly Term[], sum: (read: (report: PartReport) => Counts) => Counts): ExactFlow {
  const machineTypes = new Map(
    terms.flatMap(({ report }) => Object.entries(report.flow).map(([name, { machineType }]) => [name, machineType])),
  );
  const names = [...machineTypes].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    names.map(([name, machineType]) => {
      const sumOf = (counter: 'executions' | 'continuations' | 'openMs'): number =>
        sum(({ flow }) => ({ [counter]: flow[name]?.[counter] ?? 0 }))[counter] ?? 0;
      return [
        name,
        {
          machineType,
          executions: sumOf('executions'),
          continuations: sumOf('continuations'),
          openMs: sumOf('openMs'),
          states: sum(({ flow }) => flow[name]?.states ?? {}),
        },
      ];
    }),
  );
}

/** What one part needed is needed. */
function countUnused([first, ...others]: readonly PartReport[]): number {
  const unusedByOthers = others.map(({ permissions }) => new Set(permissions.unused.map(keyOf)));
  const unused = (first?.permissions.unused ?? []).filter((permission) =>
    unusedByOthers.every((keys) => keys.has(keyOf(permission))),
  );
  return unused.length;
}

/** Each once. */
function inOrder(permissions: readonly Permission[]): Permission[] {
  const byKey = new Map(permissions.map((permission) => [keyOf(permission), permission]));
  return [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, permission]) => permission);
}

function keyOf({ principal, action, resource }: Permission): string {
  return `${principal}\n${action}\n${resource}`;
}

/** Sums of fractions, without what computing in binary adds to them. */
function withoutBinaryRest(sum: number): number {
  return Math.round(sum * 1e6) / 1e6;
}
