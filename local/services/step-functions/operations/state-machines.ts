import type { Operation } from '../../../kernel/service.ts';
import { parseMachineArn } from '../arns.ts';
import type { StepFunctionsContext } from '../context.ts';
import { stepFunctionsErrors } from '../errors.ts';
import { machineAccess } from '../machine-access.ts';
import type {
  LoggingConfiguration,
  MachineType,
  Revision,
  StateMachine,
  TracingConfiguration,
} from '../machine-store.ts';
import { assertName } from '../names.ts';
import { type PageInput, pageOf } from '../paging.ts';
import {
  assertLogging,
  compileDefinition,
  isSameRevision,
  noLogging,
  noTracing,
  shownReferences,
  shownRevisionId,
} from '../revision.ts';
import { mergeTags, type Tag } from '../tags.ts';
import { publishVersion, versionArn } from './versions.ts';

interface RevisionInput {
  readonly definition?: string;
  readonly roleArn?: string;
  readonly loggingConfiguration?: LoggingConfiguration;
  readonly tracingConfiguration?: TracingConfiguration;
  readonly publish?: boolean;
  readonly versionDescription?: string;
}

export interface CreateStateMachineInput extends RevisionInput {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: MachineType;
  readonly tags?: readonly Tag[];
}

interface UpdateStateMachineInput extends RevisionInput {
  readonly stateMachineArn: string;
}

type ByMachine = { readonly stateMachineArn: string };

/** Operations on state machines as such. */
export function createStateMachineOperations(context: StepFunctionsContext): Readonly<Record<string, Operation>> {
  const { kernel, arns, machines } = context;
  const now = () => kernel.clock.nowMs();
  const onMachine = (action: string) => (input: ByMachine) => machineAccess(action, input.stateMachineArn);

  const createStateMachine = (input: CreateStateMachineInput) => {
    assertName(input.name);
    assertPublishable(input);
    assertLogging(input.loggingConfiguration ?? noLogging);
    const { type = 'STANDARD' } = input;
    const machine = compileDefinition(input.definition, type);
    const arn = arns.stateMachine(input.name);
    const revision: Revision = {
      revisionId: 'INITIAL',
      definition: input.definition,
      machine,
      roleArn: input.roleArn,
      loggingConfiguration: { ...noLogging, ...input.loggingConfiguration },
      tracingConfiguration: { ...noTracing, ...input.tracingConfiguration },
    };
    const existing = machines.machines.get(arn);
    if (existing !== undefined && (existing.type !== type || !isSameRevision(existing.revision, revision))) {
      throw stepFunctionsErrors.stateMachineAlreadyExists(arn);
    }
    const stateMachine: StateMachine = existing ?? {
      arn,
      name: input.name,
      type,
      createdAtMs: now(),
      tags: mergeTags([], input.tags ?? []),
      revision,
      versions: new Map(),
      aliases: new Map(),
      lastVersionNumber: 0,
    };
    machines.machines.set(arn, stateMachine);
    machines.changed(stateMachine);
    return {
      stateMachineArn: arn,
      creationDate: new Date(stateMachine.createdAtMs),
      ...published(stateMachine, input),
    };
  };

  const updateStateMachine = (input: UpdateStateMachineInput) => {
    assertPublishable(input);
    const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
    assertLogging(loggingConfiguration ?? noLogging);
    if ([definition, roleArn, loggingConfiguration, tracingConfiguration].every((given) => given === undefined)) {
      throw stepFunctionsErrors.missingParameter(
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    }
    const stateMachine = unqualified(input.stateMachineArn);
    const { revision } = stateMachine;
    const changed: Revision = {
      ...revision,
      ...(definition === undefined ? {} : { definition, machine: compileDefinition(definition, stateMachine.type) }),
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(loggingConfiguration === undefined
        ? {}
        : { loggingConfiguration: { ...noLogging, ...loggingConfiguration } }),
      ...(tracingConfiguration === undefined
        ? {}
        : { tracingConfiguration: { ...noTracing, ...tracingConfiguration } }),
    };
    if (!isSameRevision(revision, changed)) {
      stateMachine.revision = { ...changed, revisionId: kernel.identifiers.uuid() };
    }
    machines.changed(stateMachine);
    return {
      updateDate: new Date(now()),
      ...shownRevisionId(stateMachine.revision),
      ...published(stateMachine, input),
    };
  };

  /** The machine of an ARN that names no version and no alias. */
  const unqualified = (arn: string): StateMachine => {
    if (parseMachineArn(arn).qualifier !== undefined) throw stepFunctionsErrors.stateMachineDoesNotExist(arn);
    return machines.get(arn);
  };

  const published = (stateMachine: StateMachine, { publish, versionDescription }: RevisionInput) => {
    if (publish !== true) return {};
    const version = publishVersion(stateMachine, versionDescription, now());
    return { stateMachineVersionArn: versionArn(stateMachine, version) };
  };

  const describeStateMachine = ({ stateMachineArn }: ByMachine) => {
    const { qualifier } = parseMachineArn(stateMachineArn);
    const { stateMachine, revision, createdAtMs, description } =
      qualifier === undefined ? newest(stateMachineArn) : versioned(stateMachineArn);
    return {
      stateMachineArn,
      name: stateMachine.name,
      status: 'ACTIVE',
      definition: revision.definition,
      roleArn: revision.roleArn,
      type: stateMachine.type,
      creationDate: new Date(createdAtMs),
      loggingConfiguration: revision.loggingConfiguration,
      tracingConfiguration: revision.tracingConfiguration,
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
      ...shownReferences(revision.definition),
      ...(description === undefined ? {} : { description }),
      ...shownRevisionId(revision),
    };
  };

  const newest = (arn: string) => {
    const stateMachine = machines.get(arn);
    return { stateMachine, ...stateMachine, description: undefined };
  };
  const versioned = (arn: string) => {
    const { stateMachine, version } = machines.version(arn);
    return { stateMachine, ...version };
  };

  return {
    CreateStateMachine: {
      access: ({ name }: CreateStateMachineInput) => [
        { action: 'states:CreateStateMachine', resource: arns.stateMachine(name) },
      ],
      handle: createStateMachine,
    },
    UpdateStateMachine: { access: onMachine('states:UpdateStateMachine'), handle: updateStateMachine },
    DescribeStateMachine: { access: onMachine('states:DescribeStateMachine'), handle: describeStateMachine },
    DeleteStateMachine: {
      access: onMachine('states:DeleteStateMachine'),
      handle: ({ stateMachineArn }: ByMachine) => {
        machines.remove(parseMachineArn(stateMachineArn).stateMachineArn);
        return {};
      },
    },
    ListStateMachines: {
      access: () => [{ action: 'states:ListStateMachines', resource: '*' }],
      handle: (input: PageInput) => {
        const { items, ...rest } = pageOf([...machines.machines.values()], input);
        const stateMachines = items.map(({ arn, name, type, createdAtMs }) => {
          return { stateMachineArn: arn, name, type, creationDate: new Date(createdAtMs) };
        });
        return { stateMachines, ...rest };
      },
    },
  };
}

function assertPublishable({ publish, versionDescription }: RevisionInput): void {
  if (versionDescription !== undefined && publish !== true) {
    throw stepFunctionsErrors.validation('Version description can only be set when publish is true');
  }
}
