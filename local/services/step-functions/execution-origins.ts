import { createHash } from 'node:crypto';
import { eventShapesOf } from '../../engine/event-shapes.ts';
import type { EventShape } from '../../engine/history.ts';
import type { ExecutionIdentity } from '../../engine/types.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Execution } from './execution.ts';
import type { MachineType } from './machine-store.ts';

/** What all executions have in common that were started from the same revision in the same way. */
interface Origin {
  readonly type: MachineType;
  readonly definition: string;
  readonly revisionId: string;
  readonly identity: Omit<ExecutionIdentity, 'executionArn' | 'name' | 'input' | 'seed'>;
  /** What the events of its states have in common, as the machine was compiled then. */
  readonly shapes: readonly EventShape[];
}

/** Origins in the journal: each is kept once, for executions to name. */
export interface Origins {
  /** Keeps the origin of an execution, and gives its key. */
  keyOf(execution: Execution): string;
  /** Throws where the journal lacks it. */
  get(key: string): Origin;
}

const store = 'states/origins';

export function createOrigins(journal: Journal): Origins {
  const origins = new Map<string, Origin>(journal.load<Origin>(store));
  const keys = new Map<string, Map<string, string>>();

  /** A definition is long, and known as the object that it is; the rest is short. */
  const keysOf = (definition: string): Map<string, string> => {
    const known = keys.get(definition) ?? new Map<string, string>();
    keys.set(definition, known);
    return known;
  };

  const keep = ({ type, revision: { definition, revisionId, machine }, snapshot }: Execution): string => {
    const { executionArn: _arn, name: _name, input: _input, seed: _seed, ...identity } = snapshot.execution;
    const origin = { type, definition, revisionId, identity, shapes: eventShapesOf(machine) };
    const key = createHash('sha256').update(JSON.stringify(origin)).digest('base64url').slice(0, 22);
    if (!origins.has(key)) journal.put(store, key, () => origin);
    origins.set(key, origin);
    return key;
  };

  const find = (execution: Execution): string => {
    const { stateMachineArn, stateMachineVersionArn, stateMachineAliasArn, roleArn } = execution.snapshot.execution;
    const { type } = execution;
    const { definition, revisionId } = execution.revision;
    const started = stateMachineAliasArn ?? stateMachineArn;
    const short = `${type} ${started} ${stateMachineVersionArn ?? ''} ${roleArn} ${revisionId}`;
    const known = keysOf(definition);
    const key = known.get(short) ?? keep(execution);
    known.set(short, key);
    return key;
  };

  /** Executions of one origin come one after the other more often than not. */
  let last: { readonly execution: Execution; readonly key: string } | undefined;
  return {
    keyOf(execution) {
      if (last === undefined || !haveOneOrigin(last.execution, execution)) last = { execution, key: find(execution) };
      return last.key;
    },
    get(key) {
      const origin = origins.get(key);
      if (origin === undefined) throw new Error(`the journal lacks the origin ${key}`);
      return origin;
    },
  };
}

function haveOneOrigin(a: Execution, b: Execution): boolean {
  const { execution: one } = a.snapshot;
  const { execution: other } = b.snapshot;
  return (
    a.revision.definition === b.revision.definition &&
    a.revision.revisionId === b.revision.revisionId &&
    a.type === b.type &&
    one.stateMachineArn === other.stateMachineArn &&
    one.stateMachineVersionArn === other.stateMachineVersionArn &&
    one.stateMachineAliasArn === other.stateMachineAliasArn &&
    one.roleArn === other.roleArn
  );
}
