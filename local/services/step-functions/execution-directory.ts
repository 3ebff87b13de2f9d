import { splitExecutionArn } from './arns.ts';
import type { Execution } from './execution.ts';
import type { ExecutionJournal } from './execution-journal.ts';

/** All executions by their ARN. Those that had ended before this process began come in when they are asked for. */
export interface ExecutionDirectory {
  add(execution: Execution): void;
  find(executionArn: string): Execution | undefined;
  /** All of a Standard machine, oldest first. */
  list(stateMachineArn: string): Iterable<Execution>;
  delete(executionArn: string): void;
}

export function createExecutionDirectory(journal: Pick<ExecutionJournal, 'findEnded' | 'all'>): ExecutionDirectory {
  /**
   * Of Standard machines by machine and name: ten thousand that wait share the rest of their ARNs, which would have to be put
   * together for a key.
   */
  const machines = new Map<string, Map<string, Execution>>();
  /** Of Express machines, where names are not unique, by ARN. */
  const express = new Map<string, Execution>();
  let hasAll = false;

  const executionsOf = (stateMachineArn: string): Map<string, Execution> => {
    const known = machines.get(stateMachineArn);
    if (known !== undefined) return known;
    const executions = new Map<string, Execution>();
    machines.set(stateMachineArn, executions);
    return executions;
  };
  const add = (execution: Execution): void => {
    const { executionArn, stateMachineArn, name } = execution.snapshot.execution;
    if (execution.type === 'EXPRESS') express.set(executionArn, execution);
    else executionsOf(stateMachineArn).set(name, execution);
  };

  return {
    add,
    find(executionArn) {
      const place = splitExecutionArn(executionArn);
      if (place === undefined) return express.get(executionArn);
      const execution = machines.get(place.stateMachineArn)?.get(place.name);
      if (execution !== undefined || hasAll) return execution;
      const ended = journal.findEnded(executionArn);
      if (ended !== undefined) add(ended);
      return ended;
    },
    list(stateMachineArn) {
      if (!hasAll) {
        const all = journal.all([...machines.values()].flatMap((executions) => [...executions.values()]));
        machines.clear();
        for (const execution of all) add(execution);
        hasAll = true;
      }
      return executionsOf(stateMachineArn).values();
    },
    delete(executionArn) {
      const place = splitExecutionArn(executionArn);
      if (place === undefined) express.delete(executionArn);
      else machines.get(place.stateMachineArn)?.delete(place.name);
    },
  };
}
