import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { executionName } from '../../lambdas/domain/workflow-types.ts';
import { chooseRuns } from '../histories/choose-runs.ts';
import { readHistory, renderHistory } from '../histories/read-history.ts';
import { type ExitCode, exitCodes } from '../support/failures.ts';
import { listNeeds } from '../support/open-workflows.ts';
import type { Register, Session } from '../support/session.ts';
import { countText } from '../support/table.ts';
import { addFilterOptions, type FilterOptions, filterOf, parseCount } from '../support/workflow-options.ts';
import { executionArnOf } from '../workflow/read-workflow.ts';

interface HistoriesOptions extends FilterOptions {
  readonly out: string;
  readonly allRuns?: boolean;
  readonly rate: number;
}

const needs = [...listNeeds, 'dynamodb:DescribeTable', 'states:GetExecutionHistory'];

export const registerHistories: Register = (program, context) => {
  addFilterOptions(
    program
      .command('histories')
      .description('export the histories of executions: of open workflows, or of any that --type and --id name')
      .requiredOption('--out <directory>', 'where to write them, one file an execution; made if it is not there'),
  )
    .option('--all-runs', 'also of the runs before the current one')
    .option('--rate <count>', 'calls a second at most', parseCount(1), 10)
    .action(context.action<HistoriesOptions>(needs, exportHistories));
};

async function exportHistories(session: Session, options: HistoriesOptions): Promise<ExitCode> {
  const { connection, surroundings } = session;
  const runs = await chooseRuns(connection, surroundings, filterOf(options), options.allRuns === true);
  mkdirSync(options.out, { recursive: true });

  const files: string[] = [];
  const unknown: string[] = [];
  const progress = session.progress('histories', runs.length);
  for (const run of runs) {
    if (surroundings.interrupted.aborted) break;
    const arn = await executionArnOf(connection, run);
    const history = await readHistory(connection, surroundings, arn, 1_000 / options.rate);
    if (history === undefined) unknown.push(arn);
    else {
      const file = join(options.out, `${executionName(run)}.history.json`);
      writeFileSync(file, renderHistory(history));
      files.push(file);
    }
    progress.advance(files.length + unknown.length, executionName(run));
  }
  progress.end();

  session.printJson({ files, unknown });
  session.print(`${files.length} of ${countText(runs.length, 'execution')} exported to ${options.out}`);
  for (const arn of unknown) session.warn(`Step Functions does not know ${arn} (any more).`);
  return surroundings.interrupted.aborted ? exitCodes.interrupted : exitCodes.done;
}
