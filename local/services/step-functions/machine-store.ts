import type { Machine } from '../../engine/machine.ts';
import { type MachineReference, parseMachineArn } from './arns.ts';
import { stepFunctionsErrors } from './errors.ts';
import type { MachineJournal } from './machine-journal.ts';
import type { Tag } from './tags.ts';

export type MachineType = 'STANDARD' | 'EXPRESS';

export interface LoggingConfiguration {
  readonly level?: string;
  readonly includeExecutionData?: boolean;
  readonly destinations?: readonly unknown[];
}

export interface TracingConfiguration {
  readonly enabled?: boolean;
}

/** What an update makes anew and a version keeps: never changed once it is there. */
export interface Revision {
  /** `INITIAL` until the first update. */
  readonly revisionId: string;
  readonly definition: string;
  readonly machine: Machine;
  readonly roleArn: string;
  readonly loggingConfiguration: LoggingConfiguration;
  readonly tracingConfiguration: TracingConfiguration;
}

export interface Version {
  readonly number: number;
  readonly revision: Revision;
  readonly description: string | undefined;
  readonly createdAtMs: number;
}

export interface Route {
  readonly stateMachineVersionArn: string;
  /** Percent. The weights of an alias add up to 100. */
  readonly weight: number;
}

export interface Alias {
  readonly name: string;
  readonly description: string | undefined;
  readonly routes: readonly Route[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  /** For ever: an update cannot change it. */
  readonly type: MachineType;
  readonly createdAtMs: number;
  tags: readonly Tag[];
  revision: Revision;
  readonly versions: Map<number, Version>;
  readonly aliases: Map<string, Alias>;
  lastVersionNumber: number;
}

/** What an ARN stands for when an execution is started by it. */
export interface Startable {
  readonly stateMachine: StateMachine;
  readonly revision: Revision;
  readonly versionArn?: string;
  readonly aliasArn?: string;
}

export class MachineStore {
  readonly machines = new Map<string, StateMachine>();
  readonly #journal: MachineJournal;
  /** Of the last start by an ARN without qualifier: the next one is mostly of the same machine. */
  #last: Startable | undefined;

  constructor(journal: MachineJournal) {
    this.#journal = journal;
    for (const stateMachine of journal.machines()) this.machines.set(stateMachine.arn, stateMachine);
  }

  /** Says that a machine of the store has changed: its revision, versions or aliases. */
  changed(stateMachine: StateMachine): void {
    this.#journal.record(stateMachine);
  }

  remove(arn: string): void {
    this.machines.delete(arn);
    this.#last = undefined;
    this.#journal.forget(arn);
  }

  /** The machine of an ARN with or without qualifier. Throws `StateMachineDoesNotExist`. */
  get(arn: string): StateMachine {
    return this.#find(parseMachineArn(arn), arn);
  }

  /** Throws `StateMachineDoesNotExist` for an ARN of a version that there is not, or of anything else. */
  version(arn: string): { readonly stateMachine: StateMachine; readonly version: Version } {
    const reference = parseMachineArn(arn);
    const stateMachine = this.#find(reference, arn);
    const version = stateMachine.versions.get(Number(reference.qualifier));
    if (version === undefined) throw stepFunctionsErrors.stateMachineDoesNotExist(arn);
    return { stateMachine, version };
  }

  /** Throws `ResourceNotFound`. */
  alias(arn: string): { readonly stateMachine: StateMachine; readonly alias: Alias } {
    const reference = parseMachineArn(arn);
    const stateMachine = this.machines.get(reference.stateMachineArn);
    const alias = stateMachine?.aliases.get(reference.qualifier ?? '');
    if (stateMachine === undefined || alias === undefined) throw stepFunctionsErrors.resourceNotFound();
    return { stateMachine, alias };
  }

  /**
   * The newest revision, a version, or the version that an alias gives by its weights: `random`, uniform in [0, 1), is
   * drawn only where there is a choice.
   */
  resolve(arn: string, random: () => number): Startable {
    const last = this.#last;
    if (last?.stateMachine.arn === arn && last.stateMachine.revision === last.revision) return last;
    const reference = parseMachineArn(arn);
    const stateMachine = this.#find(reference, arn);
    const { qualifier } = reference;
    if (qualifier === undefined) {
      this.#last = { stateMachine, revision: stateMachine.revision };
      return this.#last;
    }
    const alias = stateMachine.aliases.get(qualifier);
    if (alias === undefined) {
      return { stateMachine, revision: this.version(arn).version.revision, versionArn: arn };
    }
    const versionArn = chooseRoute(alias.routes, random);
    return { stateMachine, revision: this.version(versionArn).version.revision, versionArn, aliasArn: arn };
  }

  #find({ stateMachineArn }: MachineReference, arn: string): StateMachine {
    const stateMachine = this.machines.get(stateMachineArn);
    if (stateMachine === undefined) throw stepFunctionsErrors.stateMachineDoesNotExist(arn);
    return stateMachine;
  }
}

function chooseRoute(routes: readonly Route[], random: () => number): string {
  const open = routes.filter(({ weight }) => weight > 0);
  let remaining = open.length > 1 ? random() * 100 : 0;
  for (const { stateMachineVersionArn, weight } of open) {
    if (remaining < weight) return stateMachineVersionArn;
    remaining -= weight;
  }
  return open[open.length - 1]!.stateMachineVersionArn;
}
