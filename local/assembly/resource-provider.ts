/**
 * How a type of CloudFormation resource comes to life in the runtime. Each type has one file under
 * `local/services/<service>/resources/`, and names every property that it understands: a template that uses another one
 * is refused with the type, the logical id and the property, never silently run without it.
 */
export interface ResourceRequest {
  readonly stackName: string;
  readonly logicalId: string;
  /** Intrinsic functions are resolved already. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Folder of the cloud assembly, for assets. */
  readonly assemblyDirectory: string;
  /** Location of an asset by the object key that the template names: absolute path of a folder or file. */
  assetPath(objectKey: string): string;
}

/** An update that takes its time, beside its request. */
interface GradualUpdate {
  /** What the last deployment asked for. */
  readonly previous: ResourceRequest;
  /** Whether to be done without taking time: a rollback, or nothing runs yet that could be hurt. */
  readonly isAtOnce: boolean;
  /** Aborted when another resource of the stack has failed: the update rejects with its reason, as far as it has come. */
  readonly signal: AbortSignal;
}

export interface DeployedResource {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ResourceProvider {
  /** For example `AWS::SQS::Queue`. */
  readonly type: string;
  /** Properties with an effect here. */
  readonly supported: readonly string[];
  /** Properties that have no meaning in one local process, each with the reason. */
  readonly ignored: Readonly<Record<string, string>>;
  /**
   * What within the properties is not supported, as the template has them: intrinsic functions may still stand where values
   * will be. A template with such problems is refused before anything is created. Default: nothing is.
   */
  problems?(properties: Readonly<Record<string, unknown>>): readonly string[];
  /**
   * What `Fn::GetAtt` can give. A template that asks for another one is then refused before anything is created;
   * without this list only when it gets there.
   */
  readonly attributes?: readonly string[];
  create(request: ResourceRequest): DeployedResource | Promise<DeployedResource>;
  /**
   * A later deployment of the same logical id: changes the resource in place, or replaces it and answers with another
   * `ref`. Absent: such a change is an error.
   */
  update?(request: ResourceRequest, current: DeployedResource): DeployedResource | Promise<DeployedResource>;
  /**
   * Instead of `update`: a change that goes on over the runtime's clock and leaves `ref` and attributes as they are. The
   * other resources go on meanwhile; the deployment ends when it has. A rejection fails the deployment.
   */
  updateGradually?(request: ResourceRequest, current: DeployedResource, update: GradualUpdate): Promise<void>;
  /** A later deployment without the logical id. Absent: the resource stays. `request` is that of its last deployment. */
  delete?(request: ResourceRequest, current: DeployedResource): void | Promise<void>;
}
