import { exitState } from '../exit-state.ts';
import { tooLarge } from '../failure.ts';
import { exceedsPayloadLimit } from '../limits.ts';
import type { ParallelState } from '../machine.ts';
import { Payload } from '../payload.ts';
import { type MaybePromise, repeatWhile, whenReady } from '../query-language/query.ts';
import { scopeOf } from '../query-scope.ts';
import type { Run } from '../run.ts';
import { blocked, failed, type Outcome, type Step } from '../step.ts';
import { closeThread, findState, noVariables, setActivity, type Thread } from '../thread.ts';
import type { Branch, Failure } from '../types.ts';
import { haltSiblings, isThrough, joinOutputs, openChild, recordStateAborted } from './children.ts';

/** Runs all branches, each as far as it gets by itself; the first that fails ends the others. */
export function startParallel(run: Run, thread: Thread, state: ParallelState): MaybePromise<Step> {
  return whenReady(argumentOf(run, thread, state), (argument) => {
    if (exceedsPayloadLimit(argument.text)) return failed(tooLarge(state.name));
    run.recordIn(thread, 'ParallelStateStarted');
    return runBranches(run, thread, state, [], (child) => begin(run, child, argument));
  });
}

/** Runs again, after a redrive, the branches that are not through, and those that were never begun. */
export function redriveParallel(
  run: Run,
  thread: Thread,
  state: ParallelState,
  branches: readonly Branch[],
  redriveThread: (run: Run, thread: Thread) => MaybePromise<Outcome>,
): MaybePromise<Step> {
  return whenReady(argumentOf(run, thread, state), (argument) =>
    runBranches(run, thread, state, branches, (child) => {
      return child.frame === undefined ? begin(run, child, argument) : redriveThread(run, child);
    }),
  );
}

function argumentOf(run: Run, thread: Thread, state: ParallelState): MaybePromise<Payload> {
  return state.arguments === undefined ? thread.input : state.arguments.evaluate(scopeOf(run, thread, state));
}

function begin(run: Run, child: Thread, argument: Payload): MaybePromise<Outcome> {
  return run.runThread(run, child, () => ({ kind: 'exited', next: child.table.startAt, output: argument }));
}

function runBranches(
  run: Run,
  thread: Thread,
  state: ParallelState,
  before: readonly Branch[],
  runChild: (child: Thread) => MaybePromise<Outcome>,
): MaybePromise<Step> {
  const startedId = thread.lastEventId;
  const branches = [...before];
  let failure: Step | undefined;
  let index = -1;
  const runNext = (): MaybePromise<boolean> => {
    index += 1;
    const table = state.branches[index];
    if (table === undefined || failure !== undefined) return false;
    const branch = branches[index] ?? { variables: noVariables, lastEventId: startedId };
    if (isThrough(branch)) return true;
    const child = openChild(thread, index, table, { ...branch, lastEventId: startedId });
    return whenReady(runChild(child), (outcome) => {
      branches[index] = closeThread(child);
      if (outcome.kind === 'failed') failure = failParallel(run, thread, state, branches, index, outcome.failure);
      if (outcome.kind === 'succeeded') thread.lastEventId = child.lastEventId;
      return true;
    });
  };
  return whenReady(repeatWhile(runNext), () => failure ?? settleParallel(run, thread, state, branches));
}

/** Takes up what came of one branch. */
export function resumeParallel(
  run: Run,
  thread: Thread,
  state: ParallelState,
  branches: readonly Branch[],
  child: Thread,
  outcome: Outcome,
): MaybePromise<Step> {
  const index = child.path[child.path.length - 1] as number;
  const updated = branches.with(index, closeThread(child));
  if (outcome.kind === 'failed') return failParallel(run, thread, state, updated, index, outcome.failure);
  if (outcome.kind === 'succeeded') thread.lastEventId = child.lastEventId;
  return settleParallel(run, thread, state, updated);
}

function settleParallel(
  run: Run,
  thread: Thread,
  state: ParallelState,
  branches: readonly Branch[],
): MaybePromise<Step> {
  setActivity(thread, { kind: 'parallel', branches });
  if (!branches.every(isThrough)) return blocked;
  run.record('ParallelStateSucceeded', thread.lastEventId);
  const result = Payload.ofText(joinOutputs(branches));
  return exitState(run, thread, state, state, result, { result });
}

function failParallel(
  run: Run,
  thread: Thread,
  state: ParallelState,
  branches: readonly Branch[],
  failedIndex: number,
  failure: Failure,
): Step {
  const failedBranch = branches[failedIndex]!;
  const recordAbort = (branch: Branch, index: number) => recordStateAborted(run, state.branches[index]!, branch);
  if (endsInTask(state, failedBranch, failedIndex)) recordAbort(failedBranch, failedIndex);
  setActivity(thread, { kind: 'parallel', branches: haltSiblings(run, branches, failedIndex, recordAbort) });
  thread.lastEventId = failedBranch.lastEventId;
  return failed(failure);
}

/** A task that fails its branch is written as aborted too. */
function endsInTask(state: ParallelState, branch: Branch, index: number): boolean {
  return branch.frame !== undefined && findState(state.branches[index]!, branch.frame.stateName).type === 'Task';
}
