import type { Machine } from '../../engine/machine.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Revision, StateMachine, Version } from './machine-store.ts';

/** Without what is compiled of the definition. */
type RecordedRevision = Omit<Revision, 'machine'>;

type RecordedMachine = Omit<StateMachine, 'revision' | 'versions'> & {
  /** Each once, by its id: a version may have the very revision that the machine has. */
  readonly revisions: ReadonlyMap<string, RecordedRevision>;
  readonly currentRevisionId: string;
  readonly versions: readonly (Omit<Version, 'revision'> & { readonly revisionId: string })[];
};

export interface MachineJournal {
  machines(): Iterable<StateMachine>;
  record(stateMachine: StateMachine): void;
  forget(arn: string): void;
}

const store = 'states/machines';

/** @param compile of a definition that was accepted once */
export function createMachineJournal(journal: Journal, compile: (definition: string) => Machine): MachineJournal {
  return {
    *machines() {
      for (const [, recorded] of journal.load<RecordedMachine>(store)) yield revive(recorded, compile);
    },
    record: (stateMachine) => journal.put(store, stateMachine.arn, () => toRecord(stateMachine)),
    forget: (arn) => journal.remove(store, arn),
  };
}

function toRecord({ revision, versions, ...rest }: StateMachine): RecordedMachine {
  const kept = [revision, ...[...versions.values()].map((version) => version.revision)];
  return {
    ...rest,
    revisions: new Map(kept.map(({ machine: _machine, ...recorded }) => [recorded.revisionId, recorded])),
    currentRevisionId: revision.revisionId,
    versions: [...versions.values()].map(({ revision: { revisionId }, ...version }) => ({ ...version, revisionId })),
  };
}

function revive(recorded: RecordedMachine, compile: (definition: string) => Machine): StateMachine {
  const { revisions: recordedRevisions, currentRevisionId, versions, ...rest } = recorded;
  const revisions = new Map<string, Revision>();
  for (const [id, revision] of recordedRevisions) {
    revisions.set(id, { ...revision, machine: compile(revision.definition) });
  }
  const revived = versions.map(({ revisionId, ...version }): [number, Version] => {
    return [version.number, { ...version, revision: revisions.get(revisionId)! }];
  });
  return { ...rest, revision: revisions.get(currentRevisionId)!, versions: new Map(revived) };
}
