/**
 * Brings workflows to the newest version of their definition: asks first, and forces (F1) what does not answer or cannot,
 * where that is allowed.
 *
 * RW1  The reason is on the instance before anything happens to it.
 * RW2  A run is asked by one signal, however often the command is called: its key follows from the workflow and the run.
 * RW3  A run is forced only while it is still the one that was asked.
 * RW4  What an interruption leaves is a run that was asked and answers by itself, or one that is announced: the next call
 *      (or the router, or the sweeper) starts it. Nothing has to be taken back.
 */

import { cleanUndelivered } from '../../lambdas/signals/protocol/cleaning.ts';
import { forceRestart, startAnnounced } from '../../lambdas/signals/protocol/force-restart.ts';
import type { Instance, WorkflowRun } from '../../lambdas/signals/protocol/items.ts';
import { partitionKey } from '../../lambdas/signals/protocol/items.ts';
import { longestActivitySeconds } from '../../lambdas/signals/protocol/limits.ts';
import { noteOperation } from '../../lambdas/signals/protocol/operation.ts';
import { instant, type Protocol } from '../../lambdas/signals/protocol/protocol.ts';
import type { Connection } from '../support/connection.ts';
import { readInstances } from '../support/open-workflows.ts';
import { workThrough } from '../support/pace.ts';
import { type OwnSignal, ownSignalKey, sendOwnSignal } from '../support/send-own-signal.ts';
import type { Surroundings } from '../support/surroundings.ts';
import type { PlannedRestart } from './plan-restart.ts';

type RestartOutcome =
  /** It handed over when it was asked, or was announced and has begun. */
  | 'restarted'
  /** Its run was fenced and stopped, and another one has begun. */
  | 'forced'
  /** It came to its own end before. */
  | 'closed'
  /** A new run has begun, on another version than the newest. */
  | 'other-version'
  /** It was asked and has not answered yet; it will when it waits next. */
  | 'unanswered'
  /** Its new run is announced and has not begun yet. */
  | 'announced'
  /** The command was interrupted before. */
  | 'untouched';

export interface RestartResult extends Pick<PlannedRestart, 'type' | 'id' | 'run' | 'newestVersion'> {
  readonly outcome: RestartOutcome;
  /** Of the run that has begun. */
  readonly newRun: number | null;
  readonly definitionVersion: string | null;
}

export interface RestartOrder {
  readonly reason: string;
  readonly isForced: boolean;
  /** How long answers are waited for after the last question. */
  readonly waitSeconds: number;
}

export interface RestartTools {
  readonly connection: Connection;
  readonly protocol: Protocol;
  readonly surroundings: Surroundings;
  /** Told how many have come to an outcome. */
  readonly onProgress: (done: number, note: string) => void;
}

/** One workflow on its way. */
interface Course {
  readonly planned: PlannedRestart;
  stage: 'untouched' | 'asked' | 'announced' | 'forced';
  found: Instance | undefined;
  outcome: RestartOutcome | undefined;
}

/** How often answers are looked for. Unit: milliseconds. */
const lookEveryMs = 1_000;

export async function restartWorkflows(
  planned: readonly PlannedRestart[],
  order: RestartOrder,
  tools: RestartTools,
): Promise<readonly RestartResult[]> {
  const courses = planned.map(
    (one): Course => ({ planned: one, stage: 'untouched', found: undefined, outcome: undefined }),
  );
  const { surroundings } = tools;

  await workThrough(courses, surroundings, async (course) => {
    const { step } = course.planned;
    if (step === 'ask') await ask(course, order, tools);
    if (step === 'start') await start(course, tools);
    if (step === 'force') await force(course, order, tools);
  });
  await awaitOutcomes(courses, order, tools);
  const silent = courses.filter(({ outcome, stage }) => outcome === undefined && stage !== 'forced');
  if (order.isForced && silent.length > 0) {
    await workThrough(silent, surroundings, (course) => force(course, order, tools));
    await awaitOutcomes(courses, order, tools);
  }
  return courses.map(resultOf);
}

const runOf = ({ planned: { type, id, run } }: Course): WorkflowRun => ({ type, id, run });

/** The same for every call of the command: a run is asked once (RW2). */
const questionFor = ({ planned: { type, id, run, openedAt } }: Course): OwnSignal => ({
  target: { type, id },
  type: 'legwork.restart',
  occurredMs: Date.parse(openedAt),
  requestName: `bulk-run-${run}`,
});

async function ask(course: Course, { reason }: RestartOrder, { protocol }: RestartTools): Promise<void> {
  const at = instant(protocol.nowMs());
  // Refused where it has handed over or closed since it was listed: what became of it is looked at later.
  if (await noteOperation(protocol, runOf(course), { what: 'restart', reason, at }))
    await sendOwnSignal(protocol, questionFor(course));
  course.stage = 'asked';
}

async function start(course: Course, { protocol }: RestartTools): Promise<void> {
  course.stage = 'announced';
  await startAnnounced(protocol, course.planned);
}

async function force(course: Course, { reason }: RestartOrder, { protocol }: RestartTools): Promise<void> {
  const wasAsked = course.stage === 'asked';
  course.stage = 'forced';
  const { kind } = await forceRestart(protocol, runOf(course), reason);
  // The run that it was for takes it no more; the next one is on the newest version without being asked.
  if (wasAsked && (kind === 'fenced' || kind === 'resumed'))
    await cleanUndelivered(protocol, course.planned, ownSignalKey(questionFor(course)));
}

/** Looks at those without an outcome until there are none, or the time is up. */
async function awaitOutcomes(
  courses: readonly Course[],
  { waitSeconds }: RestartOrder,
  tools: RestartTools,
): Promise<void> {
  const { surroundings, onProgress } = tools;
  for (let look = 0; ; look += 1) {
    const rest = courses.filter(({ outcome, stage }) => outcome === undefined && stage !== 'untouched');
    await lookAt(rest, tools);
    const open = rest.filter(({ outcome }) => outcome === undefined);
    const isLater = open.some(({ found }) => found?.startAfter !== undefined);
    const done = courses.filter(({ outcome }) => outcome !== undefined).length;
    onProgress(done, isLater ? 'waiting out what may still be at work' : 'waiting for answers');
    // Counted in looks, not read from a clock: the runtime's may jump.
    const patienceSeconds = waitSeconds + (isLater ? longestActivitySeconds : 0);
    if (open.length === 0 || look * lookEveryMs >= patienceSeconds * 1_000 || surroundings.interrupted.aborted) return;
    await surroundings.sleep(lookEveryMs);
  }
}

async function lookAt(courses: readonly Course[], { connection, protocol, surroundings }: RestartTools): Promise<void> {
  const keys = courses.map(({ planned }) => partitionKey(planned));
  const instances = new Map((await readInstances(connection, surroundings, keys)).map((one) => [one.pk, one]));
  await workThrough(courses, surroundings, async (course) => {
    course.found = instances.get(partitionKey(course.planned));
    course.outcome = outcomeOf(course);
    if (course.outcome === undefined && isDue(course.found, protocol.nowMs()))
      await startAnnounced(protocol, course.planned);
  });
}

function outcomeOf({ planned, stage, found }: Course): RestartOutcome | undefined {
  if (found === undefined || found.status === 'closed') return 'closed';
  const hasBegun = found.run > planned.run || (planned.step === 'start' && found.run === planned.run);
  if (!hasBegun || found.status !== 'open') return undefined;
  if (found.definitionVersion !== planned.newestVersion) return 'other-version';
  return stage === 'forced' ? 'forced' : 'restarted';
}

/** Announced, and nothing speaks against starting it now. */
function isDue(instance: Instance | undefined, nowMs: number): boolean {
  if (instance?.status !== 'starting') return false;
  return instance.startAfter === undefined || Date.parse(instance.startAfter) <= nowMs;
}

function resultOf({ planned: { type, id, run, newestVersion }, stage, found, outcome }: Course): RestartResult {
  const hasBegun = found !== undefined && outcome !== undefined && outcome !== 'closed';
  return {
    type,
    id,
    run,
    newestVersion,
    outcome: outcome ?? unfinished(stage, found),
    newRun: hasBegun ? found.run : null,
    definitionVersion: found?.definitionVersion ?? null,
  };
}

function unfinished(stage: Course['stage'], found: Instance | undefined): RestartOutcome {
  if (stage === 'untouched') return 'untouched';
  return stage === 'asked' && found?.status !== 'starting' ? 'unanswered' : 'announced';
}
