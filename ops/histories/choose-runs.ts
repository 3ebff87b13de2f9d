import type { WorkflowRun } from '../../lambdas/domain/workflow-types.ts';
import { partitionKey } from '../../lambdas/signals/protocol/items.ts';
import type { Connection } from '../support/connection.ts';
import { listOpenWorkflows, parsePartitionKey, readInstances, type WorkflowFilter } from '../support/open-workflows.ts';
import type { Surroundings } from '../support/surroundings.ts';

/**
 * The runs whose executions are looked at: of the open workflows that fit, or, where types and ids are both given, of
 * just those workflows, closed ones included.
 * @param withEarlierRuns all runs from the first on instead of the current one alone
 */
export async function chooseRuns(
  connection: Connection,
  surroundings: Surroundings,
  filter: WorkflowFilter,
  withEarlierRuns: boolean,
): Promise<readonly WorkflowRun[]> {
  const current: WorkflowRun[] = [];
  if (filter.types !== undefined && filter.ids !== undefined) {
    const keys = filter.types.flatMap((type) => (filter.ids ?? []).map((id) => partitionKey({ type, id })));
    for (const { pk, run } of await readInstances(connection, surroundings, keys)) {
      const key = parsePartitionKey(pk);
      if (key !== undefined) current.push({ ...key, run });
    }
  } else {
    for await (const page of listOpenWorkflows(connection, surroundings, filter))
      current.push(...page.map(({ type, id, run }) => ({ type, id, run })));
  }
  if (!withEarlierRuns) return current;
  return current.flatMap(({ run, ...key }) => Array.from({ length: run }, (_, index) => ({ ...key, run: index + 1 })));
}
