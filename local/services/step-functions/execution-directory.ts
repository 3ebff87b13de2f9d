import type { Execution } from './execution.ts';
import type { ExecutionJournal } from './execution-journal.ts';

/** All executions by their ARN. Those that had ended before this process began come in when they are asked for. */
export interface ExecutionDirectory {
  add(execution: Execution): void;
  find(executionArn: string): Execution | undefined;
  /** All, oldest first. */
  list(): Iterable<Execution>;
  delete(executionArn: string): void;
}

export function createExecutionDirectory(journal: Pick<ExecutionJournal, 'findEnded' | 'all'>): ExecutionDirectory {
  let known = new Map<string, Execution>();
  let hasAll = false;
  return {
    add: (execution) => {
      known.set(execution.snapshot.execution.executionArn, execution);
    },
    find(executionArn) {
      const execution = known.get(executionArn);
      if (execution !== undefined || hasAll) return execution;
      const ended = journal.findEnded(executionArn);
      if (ended !== undefined) known.set(executionArn, ended);
      return ended;
    },
    list() {
      if (!hasAll) {
        const all = journal.all(known.values());
        known = new Map(all.map((execution) => [execution.snapshot.execution.executionArn, execution]));
        hasAll = true;
      }
      return known.values();
    },
    delete: (executionArn) => {
      known.delete(executionArn);
    },
  };
}
