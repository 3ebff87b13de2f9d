import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
  type Version,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcardResource } from '../acknowledge.ts';
import type { BundledLambda } from '../bundle/bundle-lambdas.ts';
import type { Configuration } from '../configuration.ts';
import type { Names } from '../names.ts';
import { METRICS_NAMESPACE } from './alarms/business-metrics.ts';
import { applyGrants, type Capability, type Grant } from './capability.ts';

export interface ActivityProps {
  readonly bundle: BundledLambda;
  readonly description: string;
  readonly capabilities: readonly Capability[];
  /** Unit: seconds. 1 to 900. Shorter than the `TimeoutSeconds` of the states that invoke it. */
  readonly timeoutSeconds: number;
  /** X-Ray samples its invocations. */
  readonly isTraced: boolean;
  readonly names: Names;
  readonly configuration: Configuration;
}

/** Memory also decides the share of a processor: a start with less than this takes longer and costs the same. */
export const MEMORY_MEBIBYTES = 512;

/**
 * One Lambda function with a role and a log group of its own. State machines name its current version; versions outlive
 * deployments, because executions that began under an older definition still invoke theirs.
 */
export class Activity extends Construct {
  /** Name of the handler, for example `charge-deposit`. */
  readonly handlerName: string;
  readonly function: LambdaFunction;
  /** Unit: seconds. */
  readonly timeoutSeconds: number;
  /** What the version is made of, for telling definitions apart. */
  readonly contentHash: string;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: ActivityProps) {
    super(scope, id);
    const { bundle, names, configuration } = props;
    const functionName = names.functionName(bundle.name);
    this.handlerName = bundle.name;
    this.contentHash = bundle.contentHash;
    this.timeoutSeconds = props.timeoutSeconds;

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: configuration.logRetentionDays,
      removalPolicy: configuration.isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // Not AWS's managed policy for Lambda, which allows to write to every log group of the account.
    this.#role = new Role(this, 'Role', {
      description: `What ${functionName} may do`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(this.#role);
    applyGrants(
      this.#role,
      props.capabilities.flatMap(({ grants }) => grants),
    );
    if (props.isTraced) {
      acknowledgeWildcardResource(this.#role, '*', 'X-Ray has no resources: traces are written to the account.');
    }

    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle.folder),
      handler: 'index.handler',
      role: this.#role,
      memorySize: MEMORY_MEBIBYTES,
      timeout: Duration.seconds(props.timeoutSeconds),
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: bundle.name,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        POWERTOOLS_LOG_LEVEL: 'INFO',
        ...mergeEnvironments(props.capabilities),
      },
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: props.isTraced ? Tracing.ACTIVE : Tracing.DISABLED,
      reservedConcurrentExecutions: configuration.concurrency[bundle.name],
      currentVersionOptions: {
        description: `Code ${bundle.contentHash.slice(0, 12)}`,
        removalPolicy: RemovalPolicy.RETAIN,
      },
    });
  }

  /** Published anew whenever code or configuration of the function changes. */
  get version(): Version {
    return this.function.currentVersion;
  }

  /** Allows what only a construct around this one knows of. */
  allow(grants: readonly Grant[]): void {
    applyGrants(this.#role, grants);
  }
}

function mergeEnvironments(capabilities: readonly Capability[]): Record<string, string> {
  return Object.assign({}, ...capabilities.map(({ environment }) => environment));
}
