import { createHash } from 'node:crypto';
import { RedriveExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { partitionKey } from '../../lambdas/signals/protocol/items.ts';
import { noteOperation } from '../../lambdas/signals/protocol/operation.ts';
import { instant, type Protocol } from '../../lambdas/signals/protocol/protocol.ts';
import { type PlannedRedrive, planRedrive, type RedriveCandidate } from '../redrive/plan-redrive.ts';
import { CommandFailure, type ExitCode, exitCodes } from '../support/failures.ts';
import {
  listNeeds,
  listOpenWorkflows,
  parsePartitionKey,
  readInstances,
  type WorkflowFilter,
} from '../support/open-workflows.ts';
import { paceCalls, workThrough } from '../support/pace.ts';
import { protocolOf } from '../support/send-own-signal.ts';
import type { Register, Session } from '../support/session.ts';
import { countText } from '../support/table.ts';
import { addFilterOptions, type FilterOptions, filterOf, parseCount } from '../support/workflow-options.ts';
import { readExecutionStatus } from '../workflow/execution-status.ts';
import { executionArnOf } from '../workflow/read-workflow.ts';

interface RedriveOptions extends FilterOptions {
  readonly reason: string;
  readonly rate: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

interface RedriveResult extends PlannedRedrive {
  readonly outcome: 'redriven' | 'impossible' | 'superseded' | 'untouched';
}

const needs = [
  ...listNeeds,
  'dynamodb:DescribeTable',
  'dynamodb:UpdateItem',
  'states:DescribeExecution',
  'states:RedriveExecution',
];

export const registerRedrive: Register = (program, context) => {
  addFilterOptions(
    program
      .command('redrive')
      .description(
        'let failed executions of open workflows go on at the state that failed, on the definition that they have',
      ),
  )
    .requiredOption('--reason <text>', 'why; it is recorded, so it must not name a person')
    .option('--rate <count>', 'calls of Step Functions a second at most', parseCount(1), 10)
    .option('--dry-run', 'only say which')
    .option('--yes', 'do not ask')
    .action(context.action<RedriveOptions>(needs, redrive));
};

async function redrive(session: Session, options: RedriveOptions): Promise<ExitCode> {
  const { connection, surroundings, target } = session;
  const filter = filterOf(options);
  if (Object.keys(filter).length === 0)
    throw new CommandFailure(
      exitCodes.usage,
      'Say which workflows, by --stale, --type, --id or another filter: each one that fits costs a call of DescribeExecution.',
    );
  const unpaced = await protocolOf(connection, surroundings);
  const protocol = { ...unpaced, stepFunctions: paceCalls(connection.stepFunctions, options.rate, surroundings) };

  const planned = await plan(session, protocol.stepFunctions, filter);
  const due = planned.filter(({ step }) => step === 'redrive');
  const results: RedriveResult[] = planned.flatMap((one) =>
    one.step === 'impossible' ? { ...one, outcome: 'impossible' as const } : [],
  );
  if (options.dryRun) {
    const looked = surroundings.interrupted.aborted ? 'interrupted' : 'dry run';
    session.printJson({ isDryRun: true, workflows: planned });
    printTable(
      session,
      planned.filter(({ step }) => step !== 'none'),
    );
    session.print(`${due.length} of ${countText(planned.length, 'workflow')} would be redriven (${looked})`);
    adviseRestart(session, results);
    return surroundings.interrupted.aborted ? exitCodes.interrupted : exitCodes.done;
  }
  if (due.length > 0) {
    await session.confirm(`Redrive ${countText(due.length, 'execution')} of ${target.stage}?`, options.yes);
    const progress = session.progress('executions', due.length);
    const left = new Set(due);
    await workThrough(due, surroundings, async (one) => {
      results.push(await redriveOne(session, protocol, one, options.reason));
      left.delete(one);
      progress.advance(due.length - left.size);
    });
    progress.end();
    results.push(...[...left].map((one) => ({ ...one, outcome: 'untouched' as const })));
  }
  return report(session, options.reason, planned, results);
}

async function plan(
  session: Session,
  stepFunctions: Pick<SFNClient, 'send'>,
  filter: WorkflowFilter,
): Promise<readonly PlannedRedrive[]> {
  const { connection, surroundings } = session;
  const candidates = await findCandidates(session, filter);
  const planned: PlannedRedrive[] = [];
  const progress = session.progress('looked at', candidates.length);
  await workThrough(candidates, surroundings, async (candidate) => {
    planned.push(
      planRedrive(candidate, await readExecutionStatus(stepFunctions, await executionArnOf(connection, candidate))),
    );
    progress.advance(planned.length);
  });
  progress.end();
  const nameOf = ({ type, id }: PlannedRedrive) => `${type} ${id}`;
  return planned.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}

/** Open workflows that fit; those that are named by type and id closed ones too: the last state of a run comes after its close. */
async function findCandidates(
  { connection, surroundings }: Session,
  filter: WorkflowFilter,
): Promise<readonly RedriveCandidate[]> {
  const { types, ids } = filter;
  if (types !== undefined && ids !== undefined) {
    const keys = types.flatMap((type) => ids.map((id) => partitionKey({ type, id })));
    return (await readInstances(connection, surroundings, keys)).flatMap(({ pk, run, status }) => {
      const key = parsePartitionKey(pk);
      return key === undefined ? [] : { ...key, run, status };
    });
  }
  const found = new Map<string, RedriveCandidate>();
  for await (const page of listOpenWorkflows(connection, surroundings, filter))
    for (const { type, id, run, status } of page) found.set(partitionKey({ type, id }), { type, id, run, status });
  return [...found.values()];
}

async function redriveOne(
  { connection }: Session,
  protocol: Protocol,
  planned: PlannedRedrive,
  reason: string,
): Promise<RedriveResult> {
  const at = instant(protocol.nowMs());
  if (!(await noteOperation(protocol, planned, { what: 'redrive', reason, at })))
    return { ...planned, outcome: 'superseded' };
  const executionArn = await executionArnOf(connection, planned);
  // Of the execution's redrives the next one: a call whose answer was lost and that is repeated is one redrive.
  const clientToken = createHash('sha256').update(`${executionArn} ${planned.execution.redriveCount}`).digest('hex');
  try {
    await protocol.stepFunctions.send(new RedriveExecutionCommand({ executionArn, clientToken }));
  } catch (error) {
    if ((error as Error).name !== 'ExecutionNotRedrivable') throw error;
    return { ...planned, outcome: 'impossible', because: (error as Error).message };
  }
  return { ...planned, outcome: 'redriven' };
}

function report(
  session: Session,
  reason: string,
  planned: readonly PlannedRedrive[],
  results: readonly RedriveResult[],
): ExitCode {
  const count = (wanted: RedriveResult['outcome']) => results.filter(({ outcome }) => outcome === wanted).length;
  const counts = {
    redriven: count('redriven'),
    impossible: count('impossible'),
    superseded: count('superseded'),
    untouched: count('untouched'),
    notFailed: planned.filter(({ step }) => step === 'none').length,
  };
  session.printJson({ isDryRun: false, reason, counts, workflows: results });
  printTable(
    session,
    results.filter(({ outcome }) => outcome !== 'redriven'),
  );
  session.print(
    `${counts.redriven} redriven, ${counts.impossible} impossible, ${counts.superseded} replaced meanwhile, ${counts.notFailed} had not failed`,
  );
  adviseRestart(session, results);
  if (session.surroundings.interrupted.aborted) {
    session.warn('Interrupted: the same command goes on where this one stopped.');
    return exitCodes.interrupted;
  }
  return counts.impossible > 0 ? exitCodes.found : exitCodes.done;
}

function printTable(session: Session, rows: readonly PlannedRedrive[]): void {
  if (rows.length === 0) return;
  session.table(
    ['type', 'id', 'run', 'execution', 'error', 'redrive'],
    rows.map(({ type, id, run, execution, because }) => [
      type,
      id,
      run,
      execution.status,
      execution.error,
      because ?? 'possible',
    ]),
  );
}

/** A redrive goes on where the execution failed, for 14 days and 25,000 events; a restart begins with the checkpoint, at any time. */
function adviseRestart(session: Session, results: readonly RedriveResult[]): void {
  const [first] = results.filter(({ outcome, status }) => outcome === 'impossible' && status !== 'closed');
  if (first === undefined) return;
  session.warn(
    'What cannot be redriven can be restarted from its checkpoint: ' +
      `legwork restart --force --type ${first.type} --id ${first.id} --reason …`,
  );
}
