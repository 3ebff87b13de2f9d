import type { WorkflowType } from '../../lambdas/domain/workflow-types.ts';
import type { Protocol } from '../../lambdas/signals/protocol/protocol.ts';
import { type PlannedRestart, planRestart } from '../restart/plan-restart.ts';
import { type RestartResult, restartWorkflows } from '../restart/restart-workflows.ts';
import { type ExitCode, exitCodes } from '../support/failures.ts';
import { newestVersionNeeds, readNewestVersion } from '../support/newest-versions.ts';
import { listNeeds, listOpenWorkflows, type OpenWorkflow, type WorkflowFilter } from '../support/open-workflows.ts';
import { paceCalls } from '../support/pace.ts';
import { protocolOf, sendOwnSignalNeeds } from '../support/send-own-signal.ts';
import type { Register, Session } from '../support/session.ts';
import { countText } from '../support/table.ts';
import { addFilterOptions, type FilterOptions, filterOf, parseCount } from '../support/workflow-options.ts';
import { hasFailed, readExecutionStatus } from '../workflow/execution-status.ts';
import { executionArnOf } from '../workflow/read-workflow.ts';

interface RestartOptions extends FilterOptions {
  readonly reason: string;
  readonly force?: boolean;
  readonly rate: number;
  readonly wait: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const needs = [
  ...listNeeds,
  ...newestVersionNeeds,
  ...sendOwnSignalNeeds,
  'dynamodb:UpdateItem',
  'states:DescribeExecution (with --force)',
];

export const registerRestart: Register = (program, context) => {
  addFilterOptions(
    program
      .command('restart')
      .description('bring open workflows to the newest version of their definition: new runs from their checkpoints'),
  )
    .requiredOption('--reason <text>', 'why; it is recorded, so it must not name a person')
    .option(
      '--force',
      'fence and stop runs that do not answer or have failed: what they did since they waited last is repeated',
    )
    .option('--rate <count>', 'calls of Step Functions a second at most', parseCount(1), 10)
    .option('--wait <seconds>', 'how long answers are waited for', parseCount(0), 60)
    .option('--dry-run', 'only say which')
    .option('--yes', 'do not ask')
    .action(context.action<RestartOptions>(needs, restart));
};

async function restart(session: Session, options: RestartOptions): Promise<ExitCode> {
  const { connection, surroundings, target } = session;
  const { reason, force: isForced = false, wait: waitSeconds, dryRun: isDryRun = false } = options;
  const unpaced = await protocolOf(connection, surroundings);
  const protocol = { ...unpaced, stepFunctions: paceCalls(connection.stepFunctions, options.rate, surroundings) };

  const planned = await plan(session, protocol, options);
  const due = planned.filter(({ step }) => step !== 'none');
  if (isDryRun) {
    reportPlan(session, planned, due);
    return exitCodes.done;
  }
  const results: RestartResult[] = [];
  if (due.length > 0) {
    const question = `Restart ${countText(due.length, 'workflow')} of ${target.stage}${isForced ? ', by force where they do not answer' : ''}?`;
    await session.confirm(question, options.yes);
    const progress = session.progress('workflows', due.length);
    const onProgress = (done: number, note: string): void => progress.advance(done, note);
    const order = { reason, isForced, waitSeconds };
    results.push(...(await restartWorkflows(due, order, { connection, protocol, surroundings, onProgress })));
    progress.end();
  }
  const unseen = surroundings.interrupted.aborted ? [] : await planUnseen(session, protocol, options, planned);
  return report(session, reason, [...planned, ...unseen], results);
}

/** Reads which workflows fit, and what is to be done with each. */
async function plan(session: Session, protocol: Protocol, options: RestartOptions): Promise<readonly PlannedRestart[]> {
  const { connection } = session;
  const fitting = await collect(session, options);
  const newest = new Map<WorkflowType, string>();
  for (const type of new Set(fitting.map((workflow) => workflow.type)))
    newest.set(type, await readNewestVersion(connection, type));
  return planRestart(fitting, newest, options.reason, async (workflow) => {
    if (!options.force) return false;
    return hasFailed(await readExecutionStatus(protocol.stepFunctions, await executionArnOf(connection, workflow)));
  });
}

async function collect(session: Session, options: RestartOptions): Promise<readonly OpenWorkflow[]> {
  const filter = filterOf(options);
  const found = await list(session, filter);
  if (!filter.isStale && filter.status === undefined) return found;
  // A forced restart makes a workflow `starting`, and no longer stale: those that an interrupted call left are still its own.
  const { isStale: _, ...unchanging } = filter;
  const begun = await list(session, { ...unchanging, status: 'starting' });
  const isOurs = ({ operation }: OpenWorkflow) => operation?.what === 'restart' && operation.reason === options.reason;
  const known = new Set(found.map(nameOf));
  return [...found, ...begun.filter((workflow) => isOurs(workflow) && !known.has(nameOf(workflow)))];
}

async function list({ connection, surroundings }: Session, filter: WorkflowFilter): Promise<OpenWorkflow[]> {
  const found = new Map<string, OpenWorkflow>();
  for await (const page of listOpenWorkflows(connection, surroundings, filter))
    for (const workflow of page) found.set(nameOf(workflow), workflow);
  return [...found.values()];
}

/**
 * What fits and was not seen before. An instance that hands over while the index is read moves in it, perhaps to where
 * the reading has been: that everything is on the newest version is only known when it is read once more.
 */
async function planUnseen(
  session: Session,
  protocol: Protocol,
  options: RestartOptions,
  planned: readonly PlannedRestart[],
): Promise<readonly PlannedRestart[]> {
  const seen = new Set(planned.map(nameOf));
  const again = await plan(session, protocol, { ...options, force: false });
  return again.filter((one) => !seen.has(nameOf(one)));
}

const nameOf = ({ type, id }: Pick<PlannedRestart, 'type' | 'id'>): string => `${type} ${id}`;

function reportPlan(session: Session, planned: readonly PlannedRestart[], due: readonly PlannedRestart[]): void {
  session.printJson({ isDryRun: true, workflows: planned });
  if (due.length > 0)
    session.table(
      ['type', 'id', 'run', 'version', 'newest', 'would'],
      due.map(({ type, id, run, definitionVersion, newestVersion, step }) => [
        type,
        id,
        run,
        definitionVersion,
        newestVersion,
        stepTexts[step],
      ]),
    );
  session.print(`${due.length} of ${countText(planned.length, 'workflow')} would be restarted (dry run)`);
}

const stepTexts = {
  ask: 'be asked to hand over',
  start: 'be started: its run is announced',
  force: 'be forced: its execution has failed',
  none: 'stay',
} as const;

function report(
  session: Session,
  reason: string,
  planned: readonly PlannedRestart[],
  results: readonly RestartResult[],
): ExitCode {
  const worked = new Set(results.map(nameOf));
  const left = planned.filter((one) => one.step !== 'none' && !worked.has(nameOf(one)));
  const count = (...outcomes: readonly RestartResult['outcome'][]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const unfinished = results.filter(({ outcome }) => !['restarted', 'forced', 'closed'].includes(outcome));
  const counts = {
    onNewestBefore: planned.filter(({ step, isDoneBefore }) => step === 'none' && !isDoneBefore).length,
    doneByEarlierCall: planned.filter(({ isDoneBefore }) => isDoneBefore).length,
    restarted: count('restarted'),
    forced: count('forced'),
    closed: count('closed'),
    unfinished: unfinished.length,
    missed: left.length,
  };
  session.printJson({ isDryRun: false, reason, counts, workflows: results, missed: left });
  if (unfinished.length > 0)
    session.table(
      ['type', 'id', 'run', 'version', 'newest', 'what'],
      unfinished.map(({ type, id, run, definitionVersion, newestVersion, outcome }) => [
        type,
        id,
        run,
        definitionVersion,
        newestVersion,
        outcome,
      ]),
    );
  session.print(
    `${counts.restarted + counts.forced} restarted (${counts.forced} by force), ${counts.closed} closed by themselves, ` +
      `${counts.doneByEarlierCall} by an earlier call, ${counts.onNewestBefore} were on the newest version, ${counts.unfinished} unfinished`,
  );
  if (session.surroundings.interrupted.aborted) {
    session.warn('Interrupted: the same command goes on where this one stopped.');
    return exitCodes.interrupted;
  }
  if (left.length > 0)
    session.warn(`${countText(left.length, 'workflow')} more came up meanwhile: repeat the command.`);
  if (count('unanswered') > 0)
    session.warn('Those that have not answered hand over when they wait next; --force does not wait for that.');
  return unfinished.length > 0 || left.length > 0 ? exitCodes.found : exitCodes.done;
}
