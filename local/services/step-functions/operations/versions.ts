import type { Operation } from '../../../kernel/service.ts';
import { parseMachineArn } from '../arns.ts';
import type { StepFunctionsContext } from '../context.ts';
import { stepFunctionsErrors } from '../errors.ts';
import { machineAccess } from '../machine-access.ts';
import type { StateMachine, Version } from '../machine-store.ts';
import { type PageInput, pageOf } from '../paging.ts';

interface PublishInput {
  readonly stateMachineArn: string;
  readonly revisionId?: string;
  readonly description?: string;
}

type ListInput = PageInput & { readonly stateMachineArn: string };
type ByVersion = { readonly stateMachineVersionArn: string };

export function versionArn({ arn }: StateMachine, { number }: Version): string {
  return `${arn}:${number}`;
}

/** The newest revision as a version: the one that it is already, or a new one. Numbers are never used twice. */
export function publishVersion(stateMachine: StateMachine, description: string | undefined, nowMs: number): Version {
  const { revision } = stateMachine;
  const existing = [...stateMachine.versions.values()].find((version) => version.revision === revision);
  if (existing !== undefined) return existing;
  stateMachine.lastVersionNumber += 1;
  const version: Version = { number: stateMachine.lastVersionNumber, revision, description, createdAtMs: nowMs };
  stateMachine.versions.set(version.number, version);
  return version;
}

export function createVersionOperations({
  kernel,
  machines,
}: StepFunctionsContext): Readonly<Record<string, Operation>> {
  const publish = ({ stateMachineArn, revisionId, description }: PublishInput) => {
    const stateMachine = machines.get(stateMachineArn);
    const current = stateMachine.revision.revisionId;
    if (revisionId !== undefined && revisionId !== current) {
      throw stepFunctionsErrors.conflict(
        `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${current}.`,
      );
    }
    const version = publishVersion(stateMachine, description, kernel.clock.nowMs());
    machines.changed(stateMachine);
    return {
      stateMachineVersionArn: versionArn(stateMachine, version),
      creationDate: new Date(version.createdAtMs),
    };
  };

  const list = ({ stateMachineArn, ...page }: ListInput) => {
    const stateMachine = machines.get(stateMachineArn);
    const versions = [...stateMachine.versions.values()].reverse();
    const { items, ...rest } = pageOf(versions, page);
    const stateMachineVersions = items.map((version) => ({
      stateMachineVersionArn: versionArn(stateMachine, version),
      creationDate: new Date(version.createdAtMs),
    }));
    return { stateMachineVersions, ...rest };
  };

  const remove = ({ stateMachineVersionArn }: ByVersion) => {
    const { stateMachineArn, qualifier } = parseMachineArn(stateMachineVersionArn);
    const stateMachine = machines.machines.get(stateMachineArn);
    const users = [...(stateMachine?.aliases.values() ?? [])].filter(({ routes }) => {
      return routes.some((route) => route.stateMachineVersionArn === stateMachineVersionArn);
    });
    if (users.length > 0) {
      const names = users.map(({ name }) => name).join(', ');
      throw stepFunctionsErrors.conflict(
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names}]`,
      );
    }
    if (stateMachine?.versions.delete(Number(qualifier))) machines.changed(stateMachine);
    return {};
  };

  return {
    PublishStateMachineVersion: {
      access: ({ stateMachineArn }: PublishInput) => [
        { action: 'states:PublishStateMachineVersion', resource: stateMachineArn },
      ],
      handle: publish,
    },
    ListStateMachineVersions: {
      access: ({ stateMachineArn }: ListInput) => [
        { action: 'states:ListStateMachineVersions', resource: stateMachineArn },
      ],
      handle: list,
    },
    DeleteStateMachineVersion: {
      access: ({ stateMachineVersionArn }: ByVersion) =>
        machineAccess('states:DeleteStateMachineVersion', stateMachineVersionArn),
      handle: remove,
    },
  };
}
