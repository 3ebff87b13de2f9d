/**
 * Measures one case on one engine, in a process of its own, and sends the figures to the process that forked it:
 * `node --expose-gc measure.ts ENGINE CASE`.
 */
import { deepStrictEqual, equal } from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { type CaseName, cases } from './cases.ts';
import type { OpenEngine } from './engines/engine.ts';
import { type EngineName, loadEngine } from './engines/open-engine.ts';
import type { Figure } from './figure.ts';

type Case<Kind> = Extract<(typeof cases)[CaseName], { kind: Kind }>;

const [engineName, caseName] = process.argv.slice(2) as [EngineName, CaseName];
const figures = await measure(cases[caseName]);
// Executions that wait would keep the process for a day.
process.send?.(figures, () => process.exit());

async function measure(subject: (typeof cases)[CaseName]): Promise<Figure[]> {
  switch (subject.kind) {
    case 'throughput':
      return await measureThroughput(await loadEngine(engineName), subject);
    case 'waiting':
      return await measureWaiting(await loadEngine(engineName), subject);
    case 'recovery': {
      // Loaded here, as it brings the local runtime into the process.
      const { measureRecovery } = await import('./measure-recovery.ts');
      return await measureRecovery(caseName, subject);
    }
  }
}

/** Measures the second of two runs: in the first, code is compiled. */
async function measureThroughput(open: OpenEngine, subject: Case<'throughput'>): Promise<Figure[]> {
  await runBatches(open, subject);
  const { elapsedMs, processorMs } = await runBatches(open, subject);
  const { title, unit, batchSize, batches, unitsPerExecution } = subject;
  const units = batchSize * batches * unitsPerExecution;
  return [
    { title, unit, better: 'more', value: (units * 1000) / elapsedMs },
    { title: `${title}: main thread`, unit: 'µs of CPU each', better: 'less', value: (processorMs * 1000) / units },
  ];
}

interface Spent {
  readonly elapsedMs: number;
  /** What the thread of the engine has worked: other processes on the machine matter little to it, and neither does the disk. */
  readonly processorMs: number;
}

/** Runs batches on a new engine, checks every output, and gives the time that the runs took. */
async function runBatches(open: OpenEngine, subject: Case<'throughput'>): Promise<Spent> {
  const engine = await open(subject.definition);
  const ended: { readonly firstIndex: number; readonly batch: Awaited<ReturnType<typeof engine.run>> }[] = [];
  await collectGarbage();
  let elapsedMs = 0;
  let processorMs = 0;
  for (let firstIndex = 0; ended.length < subject.batches; firstIndex += subject.batchSize) {
    const inputs = Array.from({ length: subject.batchSize }, (_, offset) => subject.input(firstIndex + offset));
    const began = performance.now();
    const processorBegan = process.threadCpuUsage();
    const batch = await engine.run(inputs);
    // As in any server; without it Node would not let go of weak references, which aws-local-stepfunctions makes many of.
    await setImmediate();
    elapsedMs += performance.now() - began;
    const { user, system } = process.threadCpuUsage(processorBegan);
    processorMs += (user + system) / 1000;
    ended.push({ firstIndex, batch });
  }
  for (const { firstIndex, batch } of ended) {
    const expected = Array.from({ length: subject.batchSize }, (_, offset) => subject.output(firstIndex + offset));
    deepStrictEqual(await batch.outputs(), expected);
  }
  const lengths = await ended[0]!.batch.historyLengths?.();
  for (const length of lengths ?? []) equal(length, subject.historyEvents);
  engine.close?.();
  return { elapsedMs, processorMs };
}

async function measureWaiting(open: OpenEngine, subject: Case<'waiting'>): Promise<Figure[]> {
  const { definition, executions, title } = subject;
  const inputs = (count: number) => Array.from({ length: count }, (_, index) => subject.input(index));
  const warmUp = await open(definition);
  const warmedUp = await warmUp.park(inputs(Math.ceil(executions / 5)));
  const engine = await open(definition);
  const bytesBefore = await heapBytes();
  const began = performance.now();
  const parked = await engine.park(inputs(executions));
  const elapsedMs = performance.now() - began;
  const bytes = (await heapBytes()) - bytesBefore;
  // Only now, so that nothing of either was collected before the heap was read.
  equal(await parked.count(), executions);
  equal(await warmedUp.count(), Math.ceil(executions / 5));
  engine.close?.();
  warmUp.close?.();
  return [
    { title: `${title}: start`, unit: 'µs each', better: 'less', value: (elapsedMs * 1000) / executions },
    { title: `${title}: heap`, unit: 'bytes each', better: 'less', value: bytes / executions },
  ];
}

async function heapBytes(): Promise<number> {
  await collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Twice, with a turn of the event loop between: what finalisers and ended promises let go goes with the second. */
async function collectGarbage(): Promise<void> {
  if (globalThis.gc === undefined) throw new Error('the heap is measured with --expose-gc');
  globalThis.gc();
  await setImmediate();
  globalThis.gc();
}
