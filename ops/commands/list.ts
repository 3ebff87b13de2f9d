import type { Command } from 'commander';
import type { WorkflowType } from '../../lambdas/domain/workflow-types.ts';
import { newestVersionNeeds, readNewestVersion } from '../support/newest-versions.ts';
import { listNeeds, listOpenWorkflows, type OpenWorkflow } from '../support/open-workflows.ts';
import type { Register, Session } from '../support/session.ts';
import { spanText } from '../support/table.ts';
import { addFilterOptions, type FilterOptions, filterOf, parseCount } from '../support/workflow-options.ts';

interface ListOptions extends FilterOptions {
  readonly limit: number;
}

type ListedWorkflow = OpenWorkflow & { readonly isNewest: boolean };

export const registerList: Register = (program, context) => {
  const command: Command = program
    .command('list')
    .description('list the workflows that are not closed, those first of which something is expected soonest');
  addFilterOptions(command)
    .option('--limit <count>', 'at most so many', parseCount(1), 1_000)
    .action(
      context.action<ListOptions>([...listNeeds, ...newestVersionNeeds], async (session, options) => {
        const { found, isCut } = await collect(session, options);
        const workflows = await markNewest(session, found);
        session.printJson({ workflows, isCut });
        print(session, workflows);
        if (isCut) session.warn(`There are more: these are the first ${options.limit} (--limit).`);
      }),
    );
};

async function collect({ connection, surroundings }: Session, options: ListOptions) {
  const found: OpenWorkflow[] = [];
  for await (const page of listOpenWorkflows(connection, surroundings, filterOf(options))) {
    found.push(...page);
    if (found.length > options.limit) return { found: found.slice(0, options.limit), isCut: true };
  }
  return { found, isCut: false };
}

/** One look a type, and only for types that are listed. */
async function markNewest(
  { connection }: Session,
  workflows: readonly OpenWorkflow[],
): Promise<readonly ListedWorkflow[]> {
  const newest = new Map<WorkflowType, string>();
  for (const type of new Set(workflows.map((workflow) => workflow.type)))
    newest.set(type, await readNewestVersion(connection, type));
  return workflows.map((workflow) => ({
    ...workflow,
    isNewest: workflow.definitionVersion === newest.get(workflow.type),
  }));
}

function print(session: Session, workflows: readonly ListedWorkflow[]): void {
  const nowMs = session.surroundings.nowMs();
  if (workflows.length === 0) {
    session.print('No workflow is open that fits.');
    return;
  }
  session.table(
    ['type', 'id', 'run', 'status', 'phase', 'version', 'stale', 'since'],
    workflows.map(({ type, id, run, status, phase, definitionVersion, isNewest, isStale, expectedBy, openedAt }) => [
      type,
      id,
      run,
      status,
      phase,
      definitionVersion === null ? null : `${definitionVersion}${isNewest ? '' : ' (old)'}`,
      isStale && expectedBy !== null ? `for ${spanText(nowMs - Date.parse(expectedBy))}` : 'no',
      openedAt,
    ]),
  );
  session.print(`${workflows.length} open`);
}
