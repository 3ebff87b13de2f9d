import type { Definition, Json, StateDefinition } from './engines/engine.ts';

/** Executions that run through: how many in a second. */
interface ThroughputCase {
  readonly kind: 'throughput';
  readonly title: string;
  readonly unit: string;
  readonly definition: Definition;
  /** What is counted: executions, or the items of each. */
  readonly unitsPerExecution: number;
  /** Executions that are started at once; the next batch begins when all of them have ended. */
  readonly batchSize: number;
  /** In one measurement. */
  readonly batches: number;
  input(index: number): Json;
  /** What every engine has to answer. */
  output(index: number): Json;
  /** Length of the history that AWS would show of each execution. */
  readonly historyEvents: number;
}

/** Executions that wait: what starting one takes, and how much of the heap it is while it waits. */
interface WaitingCase {
  readonly kind: 'waiting';
  readonly title: string;
  readonly definition: Definition;
  readonly executions: number;
  input(index: number): Json;
}

/** A runtime that was ended while executions waited is opened again: how long until all of them wait again. */
interface RecoveryCase {
  readonly kind: 'recovery';
  readonly title: string;
  readonly definition: Definition;
  readonly open: number;
  /** Executions that ended before, and have nothing to do with it. */
  readonly ended: number;
  input(index: number): Json;
}

export const caseNames = ['pass', 'pass-many', 'parallel', 'map', 'wait', 'recovery', 'recovery-beside-ended'] as const;

export type CaseName = (typeof caseNames)[number];

const branches = 3;
const items = 1_000;
/** Unit: seconds. */
const day = 86_400;

const order = (index: number): Json => ({ orderId: `order-${index}`, lines: 3 });
const lines = (): Json => Array.from({ length: items }, (_, line) => ({ line }));

export const cases: Readonly<Record<CaseName, ThroughputCase | WaitingCase | RecoveryCase>> = {
  pass: {
    kind: 'throughput',
    title: 'ten Pass states',
    unit: 'executions/s',
    definition: chainOfPasses(10),
    unitsPerExecution: 1,
    batchSize: 100,
    batches: 150,
    input: order,
    output: order,
    historyEvents: 2 + 10 * 2,
  },
  'pass-many': {
    kind: 'throughput',
    title: 'the same, 1,000 at once',
    unit: 'executions/s',
    definition: chainOfPasses(10),
    unitsPerExecution: 1,
    batchSize: 1_000,
    batches: 15,
    input: order,
    output: order,
    historyEvents: 2 + 10 * 2,
  },
  parallel: {
    kind: 'throughput',
    title: 'Parallel of three no-op tasks',
    unit: 'executions/s',
    definition: parallelOfTasks(),
    unitsPerExecution: 1,
    batchSize: 100,
    batches: 30,
    input: order,
    output: (index) => Array.from({ length: branches }, () => order(index)),
    historyEvents: 2 + 4 + branches * 5,
  },
  map: {
    kind: 'throughput',
    title: 'Map over 1,000 items',
    unit: 'items/s',
    definition: mapOfPasses(),
    unitsPerExecution: items,
    batchSize: 1,
    batches: 60,
    input: lines,
    output: lines,
    historyEvents: 2 + 4 + items * 4,
  },
  wait: {
    kind: 'waiting',
    title: '10,000 waiting',
    definition: waitOf(day),
    executions: 10_000,
    input: order,
  },
  recovery: {
    kind: 'recovery',
    title: 'recovery of 10,000 waiting',
    definition: waitOf(day),
    open: 10_000,
    ended: 0,
    input: order,
  },
  'recovery-beside-ended': {
    kind: 'recovery',
    title: 'the same beside 20,000 ended',
    definition: waitOf(day),
    open: 10_000,
    ended: 20_000,
    input: order,
  },
};

function waitOf(Seconds: number): Definition {
  return { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds, End: true } } };
}

function chainOfPasses(length: number): Definition {
  const states = Array.from({ length }, (_, index): [string, StateDefinition] => {
    const isLast = index === length - 1;
    return [`Pass${index}`, isLast ? { Type: 'Pass', End: true } : { Type: 'Pass', Next: `Pass${index + 1}` }];
  });
  return { StartAt: 'Pass0', States: Object.fromEntries(states) };
}

function parallelOfTasks(): Definition {
  const Resource = 'arn:aws:lambda:eu-west-1:111122223333:function:no-op';
  const Branches = Array.from({ length: branches }, (_, index): Definition => {
    return { StartAt: `Task${index}`, States: { [`Task${index}`]: { Type: 'Task', Resource, End: true } } };
  });
  return { StartAt: 'Parallel', States: { Parallel: { Type: 'Parallel', Branches, End: true } } };
}

function mapOfPasses(): Definition {
  const Iterator: Definition = { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } };
  return { StartAt: 'Map', States: { Map: { Type: 'Map', Iterator, End: true } } };
}
