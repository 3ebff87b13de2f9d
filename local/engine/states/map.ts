import type { Json } from '../asl.ts';
import { exitState } from '../exit-state.ts';
import { QueryError } from '../failure.ts';
import { limits } from '../limits.ts';
import type { MapState } from '../machine.ts';
import { Payload } from '../payload.ts';
import type { MaybePromise, QueryScope } from '../query-language/query.ts';
import { scopeOf } from '../query-scope.ts';
import type { Run } from '../run.ts';
import { blocked, failed, type Outcome, type Step } from '../step.ts';
import { closeThread, type MapItem, noVariables, setActivity, type Thread } from '../thread.ts';
import type { Branch, Failure } from '../types.ts';
import { haltSiblings, isThrough, joinOutputs, openChild } from './children.ts';

/** A Map at work: the same as its activity, with branches that can be added to and replaced. */
interface Iterations {
  readonly items: readonly Json[];
  readonly maxConcurrency: number;
  readonly branches: Branch[];
}

export async function startMap(run: Run, thread: Thread, state: MapState): Promise<Step> {
  const scope = scopeOf(run, thread, state);
  const items = await itemsOf(thread, state, scope);
  const wanted = ((await state.maxConcurrency?.evaluate(scope))?.value ?? 0) as number;
  for (const query of state.tolerated) await query.evaluate(scope);
  const maxConcurrency = wanted > 0 ? Math.min(Math.floor(wanted), limits.mapConcurrency) : limits.mapConcurrency;
  run.recordIn(thread, 'MapStateStarted', { length: items.length });
  return fill(run, thread, state, { items, maxConcurrency, branches: [] }, thread.lastEventId);
}

/** Takes up what came of one iteration. */
export async function resumeMap(
  run: Run,
  thread: Thread,
  state: MapState,
  iterations: Iterations,
  child: Thread,
  outcome: Outcome,
): Promise<Step> {
  const index = child.path[child.path.length - 1] as number;
  iterations.branches[index] = closeThread(child);
  if (outcome.kind === 'failed') return failMap(run, thread, state, iterations, index, outcome.failure);
  if (outcome.kind === 'succeeded') endIteration(run, thread, state, child, index);
  return fill(run, thread, state, iterations, child.lastEventId);
}

/** Runs again, after a redrive, the iterations that are not through, and then those that were never begun. */
export async function redriveMap(
  run: Run,
  thread: Thread,
  state: MapState,
  iterations: Iterations,
  redriveThread: (run: Run, thread: Thread) => MaybePromise<Outcome>,
): Promise<Step> {
  const startedId = thread.lastEventId;
  for (const [index, branch] of iterations.branches.entries()) {
    if (isThrough(branch)) continue;
    const started = run.recordShaped(state.iterationEvents.started, startedId, index);
    const child = openIteration(thread, state, iterations, index, { ...branch, lastEventId: started });
    const outcome = await redriveThread(run, child);
    iterations.branches[index] = closeThread(child);
    if (outcome.kind === 'failed') return failMap(run, thread, state, iterations, index, outcome.failure);
    if (outcome.kind === 'succeeded') endIteration(run, thread, state, child, index);
  }
  return fill(run, thread, state, iterations, startedId);
}

async function itemsOf(thread: Thread, state: MapState, scope: QueryScope): Promise<readonly Json[]> {
  const value = state.items === undefined ? thread.input.value : (await state.items.evaluate(scope)).value;
  if (Array.isArray(value)) return value;
  throw new QueryError(`Map state input must be an array but was: ${JSON.stringify(value)}`, undefined);
}

/** Starts iterations while there are items and room; leaves the state when all are through. */
async function fill(
  run: Run,
  thread: Thread,
  state: MapState,
  iterations: Iterations,
  previousEventId: number,
): Promise<Step> {
  const { items, maxConcurrency, branches } = iterations;
  let startAfterId = previousEventId;
  let running = branches.reduce((count, branch) => count + (isThrough(branch) ? 0 : 1), 0);
  while (branches.length < items.length && running < maxConcurrency) {
    const index = branches.length;
    const { child, outcome } = await iterate(run, thread, state, iterations, index, startAfterId);
    branches.push(closeThread(child));
    if (outcome.kind === 'failed') return failMap(run, thread, state, iterations, index, outcome.failure);
    if (outcome.kind === 'succeeded') {
      endIteration(run, thread, state, child, index);
      startAfterId = child.lastEventId;
    } else {
      running += 1;
    }
  }
  setActivity(thread, { kind: 'map', ...iterations });
  if (running > 0) return blocked;
  run.record('MapStateSucceeded', thread.lastEventId);
  const result = Payload.ofText(joinOutputs(branches));
  return exitState(run, thread, state, state, result, { result });
}

async function iterate(
  run: Run,
  thread: Thread,
  state: MapState,
  iterations: Iterations,
  index: number,
  previousEventId: number,
): Promise<{ child: Thread; outcome: Outcome }> {
  const value = iterations.items[index] as Json;
  const input = await selectItem(run, thread, state, iterations, { index, value });
  const lastEventId = run.recordShaped(state.iterationEvents.started, previousEventId, index);
  const child = openIteration(thread, state, iterations, index, { variables: noVariables, lastEventId });
  const next = state.iteration.startAt;
  return { child, outcome: await run.runThread(run, child, () => ({ kind: 'exited', next, output: input })) };
}

/** The iteration's input. Where it cannot be made, the Map fails, and with it the iterations that are at work. */
async function selectItem(
  run: Run,
  thread: Thread,
  state: MapState,
  iterations: Iterations,
  item: MapItem,
): Promise<Payload> {
  if (state.itemSelector === undefined) return Payload.ofValue(item.value);
  try {
    return await state.itemSelector.evaluate(scopeOf(run, thread, state, { item }));
  } catch (error) {
    haltIterations(run, thread, state, iterations);
    throw error;
  }
}

/** Opens the thread of an iteration, from which the item is seen as `$states.context.Map.Item`. */
export function openIteration(
  thread: Thread,
  state: MapState,
  { items }: Pick<Iterations, 'items'>,
  index: number,
  branch: Branch,
): Thread {
  return openChild(thread, index, state.iteration, branch, { index, value: items[index] as Json });
}

function endIteration(run: Run, thread: Thread, state: MapState, child: Thread, index: number): void {
  thread.lastEventId = run.recordShaped(state.iterationEvents.succeeded, child.lastEventId, index);
}

function failMap(
  run: Run,
  thread: Thread,
  state: MapState,
  iterations: Iterations,
  failedIndex: number,
  failure: Failure,
): Step {
  const failedBranch = iterations.branches[failedIndex]!;
  run.recordShaped(state.iterationEvents.failed, failedBranch.lastEventId, failedIndex);
  haltIterations(run, thread, state, iterations, failedIndex);
  thread.lastEventId = failedBranch.lastEventId;
  return failed(failure);
}

function haltIterations(run: Run, thread: Thread, state: MapState, iterations: Iterations, failedIndex?: number): void {
  const branches = haltSiblings(run, iterations.branches, failedIndex, (branch, index) => {
    run.recordShaped(state.iterationEvents.aborted, branch.lastEventId, index);
  });
  setActivity(thread, { kind: 'map', ...iterations, branches });
}
