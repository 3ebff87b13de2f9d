import { documentClient } from '../../middleware/aws-clients.ts';
import { type Environment, requiredVariable } from '../../middleware/environment.ts';
import { createOnceStore, type OnceStore } from '../../middleware/once-store.ts';

/** The memory of what has taken effect. It asks the workflows' table whether the run that calls is the current one. */
export function connectOnceStore(environment: Environment): OnceStore {
  return connect(environment, requiredVariable(environment, 'WORKFLOWS_TABLE'));
}

/** The same, for effects that no run stands behind: nobody is asked. */
export function connectUnfencedOnceStore(environment: Environment): OnceStore {
  return connect(environment, 'no-table-is-asked');
}

function connect(environment: Environment, workflowsTable: string): OnceStore {
  const idempotencyTable = requiredVariable(environment, 'IDEMPOTENCY_TABLE');
  return createOnceStore({ documents: documentClient(), idempotencyTable, workflowsTable });
}
