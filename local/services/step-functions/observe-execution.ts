import { eventsOf } from '../../engine/history.ts';
import type { Effect, HistoryPart, Snapshot } from '../../engine/types.ts';
import type { Observer } from '../../kernel/observer.ts';
import type { Execution } from './execution.ts';

/** Tells the runtime's observer of executions; where nobody listens nothing is made that it could be told. */
export interface ExecutionObserving {
  started(execution: Execution): void;
  /** Of the states that a transition has entered. */
  entered(snapshot: Snapshot, history: HistoryPart): void;
  ended(execution: Execution, end: Extract<Effect, { kind: 'execution-ended' }>): void;
}

export function createExecutionObserving(observer: Observer): ExecutionObserving {
  return {
    started({ type, snapshot }) {
      if (!observer.isObserved('execution-started')) return;
      const { executionArn, stateMachineArn, name } = snapshot.execution;
      observer.emit({ kind: 'execution-started', machineType: type, executionArn, stateMachineArn, name });
    },
    entered({ execution: { executionArn } }, history) {
      if (!observer.isObserved('state-entered')) return;
      for (const { type, details } of eventsOf(history)) {
        if (!type.endsWith('StateEntered')) continue;
        observer.emit({ kind: 'state-entered', executionArn, stateName: String(details?.name) });
      }
    },
    ended({ type, snapshot }, { status, failure }) {
      if (!observer.isObserved('execution-ended')) return;
      const { executionArn, stateMachineArn, name } = snapshot.execution;
      const { error, cause } = failure ?? {};
      observer.emit({
        kind: 'execution-ended',
        machineType: type,
        executionArn,
        stateMachineArn,
        name,
        status,
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      });
    },
  };
}
