import { describe, expect, it } from 'vitest';
import { type MachineVersion, type OpenOnVersion, planPruning } from '../../ops/versions/plan-pruning.ts';

const dayMs = 86_400_000;
const nowMs = 100 * dayMs;

const version = (number: number, more: Partial<MachineVersion> = {}): MachineVersion => ({
  arn: `machine:${number}`,
  number,
  createdMs: number * dayMs,
  isAliased: false,
  definitionVersion: `v${number}`,
  functionArns: [`function:${number}`],
  ...more,
});
const functionVersions = (numbers: readonly number[]) =>
  numbers.map((number) => ({ arn: `function:${number}`, number, isAliased: false }));

function going(
  machines: readonly MachineVersion[],
  open: readonly Partial<OpenOnVersion>[],
  keepNewest = 1,
  functions = machines.map(({ number }) => number),
) {
  const filled = open.map((one) => ({ type: 'booking', status: 'open' as const, definitionVersion: null, ...one }));
  return planPruning(
    { machines: { booking: machines }, functions: { load: functionVersions(functions) } },
    filled,
    keepNewest,
    nowMs,
  )
    .filter(({ keptBecause }) => keptBecause === null)
    .map(({ arn }) => arn);
}

describe('planPruning', () => {
  it('lets go what no open workflow is on, and functions that only such definitions name', () => {
    expect(going([version(1), version(2), version(3)], [{ definitionVersion: 'v2' }])).toEqual([
      'machine:1',
      'function:1',
    ]);
  });

  it('keeps what an alias points to, whatever is newest', () => {
    expect(going([version(1, { isAliased: true }), version(2), version(3)], [])).toEqual(['machine:2', 'function:2']);
  });

  it('keeps as many of the newest as it is told to', () => {
    expect(going([version(1), version(2), version(3)], [], 3)).toEqual([]);
    expect(going([version(1), version(2), version(3)], [], 2)).toEqual(['machine:1', 'function:1']);
  });

  it('keeps every version of a type of which a run is just starting', () => {
    expect(going([version(1), version(2)], [{ status: 'starting' }])).toEqual([]);
    expect(going([version(1), version(2)], [{ status: 'starting', type: 'deposit' }])).toEqual([
      'machine:1',
      'function:1',
    ]);
  });

  it('keeps both of two versions that differ in nothing an instance knows', () => {
    const twins = [version(1), version(2, { definitionVersion: 'v1' }), version(3)];
    expect(going(twins, [{ definitionVersion: 'v1' }])).toEqual([]);
  });

  it('keeps a version of a machine without instances for two days after the next one came', () => {
    const machine = (replacedDaysAgo: number) => [
      version(1, { definitionVersion: null }),
      version(2, { definitionVersion: null, createdMs: nowMs - replacedDaysAgo * dayMs }),
    ];
    expect(going(machine(1.9), [])).toEqual([]);
    expect(going(machine(2), [])).toEqual(['machine:1', 'function:1']);
  });

  it('keeps the newest version of a function although no definition names it', () => {
    expect(going([version(1)], [], 1, [1, 2, 3])).toEqual(['function:2']);
  });
});
