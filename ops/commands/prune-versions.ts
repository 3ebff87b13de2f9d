import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { DeleteStateMachineVersionCommand } from '@aws-sdk/client-sfn';
import { type ExitCode, exitCodes } from '../support/failures.ts';
import { listNeeds, listOpenWorkflows } from '../support/open-workflows.ts';
import type { Register, Session } from '../support/session.ts';
import { countText } from '../support/table.ts';
import { parseCount } from '../support/workflow-options.ts';
import { type OpenOnVersion, type PruningItem, planPruning } from '../versions/plan-pruning.ts';
import { inventoryNeeds, readVersionInventory } from '../versions/read-inventory.ts';

interface PruneOptions {
  readonly keep: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const needs = [...listNeeds, ...inventoryNeeds, 'states:DeleteStateMachineVersion', 'lambda:DeleteFunction'];

export const registerPruneVersions: Register = (program, context) => {
  program
    .command('prune-versions')
    .description('delete versions of state machines and functions that no open execution needs')
    .option('--keep <count>', 'newest versions of each state machine that stay in any case', parseCount(1), 3)
    .option('--dry-run', 'only say which')
    .option('--yes', 'do not ask')
    .action(context.action<PruneOptions>(needs, prune));
};

async function prune(session: Session, { keep, dryRun = false, yes }: PruneOptions): Promise<ExitCode> {
  const { connection, surroundings } = session;
  // The versions first: what begins afterwards is on one that is there already, and seen as open.
  const inventory = await readVersionInventory(connection);
  const open: OpenOnVersion[] = [];
  for await (const page of listOpenWorkflows(connection, surroundings)) open.push(...page);
  const plan = planPruning(inventory, open, keep, surroundings.nowMs());
  const going = plan.filter(({ keptBecause }) => keptBecause === null);

  if (!session.json) session.table(['version', 'stays because'], plan.map(rowOf));
  let deleted = 0;
  if (!dryRun && going.length > 0) {
    await session.confirm(`Delete ${countText(going.length, 'version')} of ${session.target.stage} for good?`, yes);
    const progress = session.progress('versions', going.length);
    // Machines come first in the plan: no definition is left without its functions.
    for (const item of going) {
      if (surroundings.interrupted.aborted) break;
      await deleteVersion(session, item);
      deleted += 1;
      progress.advance(deleted);
    }
    progress.end();
  }
  session.printJson({ isDryRun: dryRun, deleted, versions: plan });
  session.print(
    `${countText(going.length, 'version')} of ${plan.length} needed by nothing; ${deleted} deleted${dryRun ? ' (dry run)' : ''}`,
  );
  return surroundings.interrupted.aborted ? exitCodes.interrupted : exitCodes.done;
}

async function deleteVersion({ connection }: Session, { arn, kind }: PruningItem): Promise<void> {
  if (kind === 'machine') {
    await connection.stepFunctions.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: arn }));
    return;
  }
  const [version] = arn.split(':').slice(-1);
  // With a qualifier always: without one, the call deletes the function.
  await connection.functions.send(
    new DeleteFunctionCommand({ FunctionName: arn.slice(0, -(version!.length + 1)), Qualifier: version }),
  );
}

const rowOf = ({ arn, keptBecause }: PruningItem) => [arn.split(':').slice(-2).join(':'), keptBecause ?? 'it goes'];
