/**
 * W1  An execution keeps the definition and the code that it began with: the definition names Lambda versions, and the
 *     machine's role may invoke every version of a function. A role's policies are live even for executions in flight,
 *     so a policy that named the newest version only would break all older ones at each deployment.
 * W2  Nothing stops an execution by accident: name and type of the machine are fixed (a change would replace the machine
 *     and kill what runs on it), old machine versions stay, and production's machines outlive their stack.
 * W3  New executions come to a new version as the stage has it, and go back when an alarm of the workflow says that it
 *     fails. CloudFormation takes an alarm that does not exist for one that is quiet: the alias refers to its alarms and so comes after them.
 * W4  Logs name events and never carry data.
 * W5  An Express machine leaves errors in its log and nothing else: it runs too often for more, and AWS keeps no history of it.
 *     A trace would cost more than the execution.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { CfnDeletionPolicy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcardResource } from '../acknowledge.ts';
import type { Configuration } from '../configuration.ts';
import { isExpress, LIVE_ALIAS, type MachineType, type Names } from '../names.ts';
import type { Activity } from './activity.ts';
import { applyGrants, type Grant } from './capability.ts';
import { assertSubstitutions, computeDefinitionVersion, findPlaceholders, toPascalCase } from './definition.ts';

export interface EntityWorkflowProps {
  readonly type: MachineType;
  /** Absolute path of the `.asl.json` file. */
  readonly definitionFile: string;
  /** The functions that the definition invokes, each named there by `${PascalCase}` of its handler. */
  readonly activities: readonly Activity[];
  /** What else the definition names. */
  readonly substitutions?: Readonly<Record<string, string>>;
  /** What the machine does besides invoking its functions. */
  readonly grants?: readonly Grant[];
  readonly names: Names;
  readonly configuration: Configuration;
}

/** One state machine, its newest version and the alias `live` on it. */
export class EntityWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly #live: CfnStateMachineAlias;

  constructor(scope: Construct, id: string, props: EntityWorkflowProps) {
    super(scope, id);
    const { type, names, configuration } = props;
    const removalPolicy = configuration.isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const stateMachineName = names.stateMachineName(type);

    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      stateMachineType: isExpress(type) ? StateMachineType.EXPRESS : StateMachineType.STANDARD,
      // Inlined: an asset would hide the definition from the reviewer of a change set, and from tests.
      ...readDefinition(props),
      role: this.#createRole(props),
      logs: {
        destination: new LogGroup(this, 'Logs', {
          // AWS has one broad permission ready for this prefix; others run into a limit after some ten machines.
          logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
          retention: configuration.logRetentionDays,
          removalPolicy,
        }),
        level: isExpress(type) ? LogLevel.ERROR : LogLevel.ALL,
        includeExecutionData: false,
      },
      tracingEnabled: !isExpress(type),
      removalPolicy,
    });

    if (isExpress(type)) {
      acknowledge(
        this.stateMachine,
        'AwsSolutions-SF1',
        'It runs every few minutes for everything that is watched: its errors are logged, what went well is not.',
      );
      acknowledge(
        this.stateMachine,
        'AwsSolutions-SF2',
        'A trace of each execution would cost more than the execution.',
      );
    }

    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: this.stateMachine.stateMachineArn,
      // Another revision, another version: without this the first version would stay the only one.
      stateMachineRevisionId: this.stateMachine.stateMachineRevisionId,
    });
    version.applyRemovalPolicy(removalPolicy, { applyToUpdateReplacePolicy: false });
    version.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;

    this.#live = new CfnStateMachineAlias(this, 'Live', {
      name: LIVE_ALIAS,
      description: 'New executions begin here',
      deploymentPreference: toDeploymentPreference(configuration, version),
    });
    this.#live.applyRemovalPolicy(removalPolicy);
  }

  /** While the alias moves to a new version: the deployment fails and is rolled back when one of these is in alarm. */
  rollBackOn(alarms: readonly Alarm[]): void {
    const preference = this.#live.deploymentPreference as CfnStateMachineAlias.DeploymentPreferenceProperty;
    this.#live.deploymentPreference = { ...preference, alarms: alarms.map(({ alarmName }) => alarmName) };
  }

  #createRole({ type, names, activities, grants = [] }: EntityWorkflowProps): Role {
    const role = new Role(this, 'Role', {
      description: `What ${names.stateMachineName(type)} may do`,
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnLike: { 'aws:SourceArn': names.allStateMachinesArn },
        },
      }),
    });
    applyGrants(role, [
      {
        actions: ['lambda:InvokeFunction'],
        resources: activities.map(({ handlerName }) => names.functionVersionsArn(handlerName)),
        wildcardReason:
          'All versions of a named function: executions in flight invoke the version that was current as they began.',
      },
      ...grants,
    ]);
    acknowledgeWildcardResource(
      role,
      '*',
      'Setting up log delivery and writing X-Ray traces have no resources; Step Functions asks for exactly these.',
    );
    return role;
  }
}

function toDeploymentPreference(
  { deployment }: Configuration,
  version: CfnStateMachineVersion,
): CfnStateMachineAlias.DeploymentPreferenceProperty {
  const { type } = deployment;
  return {
    stateMachineVersionArn: version.attrArn,
    type,
    ...(deployment.type !== 'ALL_AT_ONCE' && {
      percentage: deployment.percentage,
      interval: deployment.intervalMinutes,
    }),
  };
}

function readDefinition(props: EntityWorkflowProps) {
  const { definitionFile, activities, configuration } = props;
  const definition = readFileSync(definitionFile, 'utf8');
  const definitionVersion = computeDefinitionVersion(definition, [
    ...activities.map(({ handlerName, contentHash }) => `${handlerName}@${contentHash}`),
    JSON.stringify(configuration.policy),
  ]);
  const substitutions: Record<string, string> = {
    ...Object.fromEntries(
      activities.map(({ handlerName, version }) => [toPascalCase(handlerName), version.functionArn]),
    ),
    ...props.substitutions,
    // A definition may name its own version and need not.
    ...(findPlaceholders(definition).includes('DefinitionVersion') && { DefinitionVersion: definitionVersion }),
  };
  assertSubstitutions(basename(definitionFile), definition, Object.keys(substitutions));
  return { definitionBody: DefinitionBody.fromString(definition), definitionSubstitutions: substitutions };
}
