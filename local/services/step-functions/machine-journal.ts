import type { Machine } from '../../engine/machine.ts';
import type { Journal } from '../../journal/journal.ts';
import type { MachineType, Revision, StateMachine, Version } from './machine-store.ts';

/** Without what is compiled of the definition. */
type RecordedRevision = Omit<Revision, 'machine'>;

type RecordedMachine = Omit<StateMachine, 'revision' | 'versions' | 'type'> & {
  /** Absent in journals of before there were Express machines. */
  readonly type?: MachineType;
  /** Each once, by its id: a version may have the very revision that the machine has. */
  readonly revisions: ReadonlyMap<string, RecordedRevision>;
  readonly currentRevisionId: string;
  readonly versions: readonly (Omit<Version, 'revision'> & { readonly revisionId: string })[];
};

/** Of a definition that was accepted once. */
export type CompileRecorded = (definition: string, type: MachineType) => Machine;

export interface MachineJournal {
  machines(): Iterable<StateMachine>;
  record(stateMachine: StateMachine): void;
  forget(arn: string): void;
}

const store = 'states/machines';

export function createMachineJournal(journal: Journal, compile: CompileRecorded): MachineJournal {
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

function revive(recorded: RecordedMachine, compile: CompileRecorded): StateMachine {
  const { revisions: recordedRevisions, currentRevisionId, versions, type = 'STANDARD', ...rest } = recorded;
  const revisions = new Map<string, Revision>();
  for (const [id, revision] of recordedRevisions) {
    revisions.set(id, { ...revision, machine: compile(revision.definition, type) });
  }
  const revived = versions.map(({ revisionId, ...version }): [number, Version] => {
    return [version.number, { ...version, revision: revisions.get(revisionId)! }];
  });
  return { ...rest, type, revision: revisions.get(currentRevisionId)!, versions: new Map(revived) };
}
