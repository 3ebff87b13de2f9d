import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Option } from 'commander';
import { executionName, type WorkflowType, workflowTypes } from '../../lambdas/domain/workflow-types.ts';
import { chooseRuns } from '../histories/choose-runs.ts';
import { readHistory, renderHistory } from '../histories/read-history.ts';
import type { ReplayResult } from '../replay/difference.ts';
import { parseHistory, type RecordedHistory, UnreadableHistory } from '../replay/recorded-history.ts';
import { compileForReplay, replayHistory } from '../replay/replay-history.ts';
import { CommandFailure, type ExitCode, exitCodes } from '../support/failures.ts';
import { listNeeds } from '../support/open-workflows.ts';
import type { Register, Session } from '../support/session.ts';
import { parseCount } from '../support/workflow-options.ts';
import { executionArnOf } from '../workflow/read-workflow.ts';

interface ReplayOptions {
  readonly definition: string;
  readonly histories?: string;
  readonly open?: boolean;
  readonly type?: WorkflowType;
  readonly rate: number;
}

const needs = [...listNeeds, 'dynamodb:DescribeTable', 'states:GetExecutionHistory'];

export const registerReplay: Register = (program, context) => {
  program
    .command('replay')
    .description(
      'run recorded histories through a definition: which executions could go on with it, which would have to restart',
    )
    .requiredOption('--definition <file>', 'the changed .asl.json')
    .option('--histories <directory>', 'histories as "legwork histories" exports them')
    .option('--open', 'the histories of all open executions of the type instead')
    .addOption(
      new Option('--type <type>', "type of the workflow (default: the definition's file name)").choices(workflowTypes),
    )
    .option('--rate <count>', 'with --open: calls a second at most', parseCount(1), 10)
    .action(context.action<ReplayOptions>(needs, replay));
};

async function replay(session: Session, options: ReplayOptions): Promise<ExitCode> {
  if ((options.histories === undefined) === (options.open !== true))
    throw new CommandFailure(exitCodes.usage, 'Say what to replay: either --histories DIRECTORY or --open.');
  const type = typeOf(options);
  const machine = compile(options.definition, session.surroundings.readFile(options.definition));
  const histories =
    options.histories === undefined
      ? openHistories(session, type, options.rate)
      : storedHistories(session, type, options.histories);

  const results: ReplayResult[] = [];
  for await (const history of histories) results.push(await replayHistory(machine, history));
  const differing = results.filter(({ outcome }) => outcome === 'different');
  session.printJson({ type, results, differing: differing.length });
  print(session, results, differing);
  if (session.surroundings.interrupted.aborted) return exitCodes.interrupted;
  return differing.length > 0 ? exitCodes.found : exitCodes.done;
}

function typeOf({ type, definition }: ReplayOptions): WorkflowType {
  const named = type ?? workflowTypes.find((known) => `${known}.asl.json` === basename(definition));
  if (named !== undefined) return named;
  throw new CommandFailure(exitCodes.usage, `${definition} is not named after a workflow: say which one with --type.`);
}

function compile(path: string, text: string) {
  try {
    return compileForReplay(text);
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, `${path} is no definition: ${(error as Error).message}`);
  }
}

async function* storedHistories(
  { surroundings }: Session,
  type: WorkflowType,
  directory: string,
): AsyncGenerator<RecordedHistory> {
  for (const file of readdirSync(directory).sort()) {
    if (!file.endsWith('.history.json')) continue;
    const history = parse(surroundings.readFile(join(directory, file)), file);
    // The machine's name ends with the type; those of other workflows may lie in the same folder.
    if (history.executionArn.split(':').at(-2)?.endsWith(`-${type}`)) yield history;
  }
}

async function* openHistories(session: Session, type: WorkflowType, rate: number): AsyncGenerator<RecordedHistory> {
  const { connection, surroundings } = session;
  const runs = await chooseRuns(connection, surroundings, { types: [type] }, false);
  const progress = session.progress('histories', runs.length);
  for (const [index, run] of runs.entries()) {
    if (surroundings.interrupted.aborted) break;
    const arn = await executionArnOf(connection, run);
    const history = await readHistory(connection, surroundings, arn, 1_000 / rate);
    progress.advance(index + 1, executionName(run));
    if (history === undefined) session.warn(`Step Functions does not know ${arn} (any more).`);
    else yield parse(renderHistory(history), executionName(run));
  }
  progress.end();
}

function parse(text: string, name: string): RecordedHistory {
  try {
    return parseHistory(text, name);
  } catch (error) {
    if (!(error instanceof UnreadableHistory)) throw error;
    throw new CommandFailure(exitCodes.usage, error.message);
  }
}

function print(session: Session, results: readonly ReplayResult[], differing: readonly ReplayResult[]): void {
  if (results.length === 0) {
    session.print('No history to replay.');
    return;
  }
  session.table(
    ['execution', 'events', 'matched', 'open', 'outcome'],
    results.map(({ history, events, matchedEvents, isOpen, outcome }) => [
      history,
      events,
      matchedEvents,
      isOpen ? 'yes' : 'no',
      outcome,
    ]),
  );
  for (const { history, difference, restart } of differing) {
    if (difference === null) continue;
    const { kind, eventId, stateName, recorded, replayed } = difference;
    session.print(`\n${history}: ${kind} at event ${eventId}${stateName === null ? '' : ` in ${stateName}`}`);
    session.print(`  recorded  ${recorded}\n  replayed  ${replayed}`);
    if (restart === null) continue;
    const { phase, path, repeated, carriedSignals } = restart;
    session.print(`  restart   from phase ${phase ?? '(anew)'} by ${path.join(' → ') || 'nothing'}`);
    session.print(
      `            may do again: ${repeated.join(', ') || 'nothing'}; signals that come again: ${carriedSignals}`,
    );
  }
  session.print(`\n${results.length - differing.length} of ${results.length} could go on with this definition.`);
}
