import type { Json, JsonObject } from '../../../engine/asl.ts';
import type { Effect, ExecutionIdentity, Failure } from '../../../engine/types.ts';
import type { AccessRequest, ServiceName } from '../../../kernel/service.ts';
import type { HttpReach } from './http/http-reach.ts';

export type TaskCall = Extract<Effect, { kind: 'call-task' }>;

/** What a call came to; for a callback task an answer only says that the call was made. */
export type TaskAnswer =
  | { readonly kind: 'task-answered'; readonly output: string }
  | { readonly kind: 'task-failed'; readonly failure: Failure };

export type TaskCaller = (call: TaskCall, execution: ExecutionIdentity) => Promise<TaskAnswer>;

/** What an integration is given: the task's parameters, and the way to the services under the machine's role. */
export interface IntegrationRequest {
  /** As the state says it, without its pattern: a function's ARN, or the action (`putItem`). */
  readonly action: string;
  readonly parameters: Json;
  /** The text that `parameters` was read from. */
  readonly parametersText: string;
  readonly execution: ExecutionIdentity;
  call(service: ServiceName, operation: string, input: unknown): Promise<unknown>;
  /** Throws the service's refusal unless the role may do all of it; for what no operation of a service stands for. */
  authorise(service: ServiceName, access: readonly AccessRequest[]): void;
  readonly http: HttpReach;
  requestId(): string;
}

/**
 * One integration a file. It answers with the JSON text of the result, or throws: `TaskFailureError`, or the `AwsError` of
 * the service, which `naming` gives the name that Step Functions knows it by.
 */
export interface Integration {
  readonly naming: ErrorNaming;
  perform(request: IntegrationRequest): Promise<string>;
}

export interface ErrorNaming {
  /** `DynamoDB`, of `DynamoDB.ConditionalCheckFailedException`. */
  readonly prefix: string;
  /** Name after the prefix for an error that the service's model does not list. */
  readonly unmodelled: string;
  /** Codes that the model does not list; `true`: it lists none. */
  readonly unmodelledCodes: ReadonlySet<string> | true;
  /** How the service signs a cause. The two families of integrations write them differently. */
  readonly signature: { readonly family: 'optimised' | 'sdk'; readonly service: string };
}

/** A failure that is the integration's own finding, as a failed function or a refused entry. */
export class TaskFailureError extends Error {
  override readonly name = 'TaskFailureError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.error}: ${failure.cause}`);
    this.failure = failure;
  }
}

/** The parameters as an object; a failure like that of AWS's own client for anything else. */
export function parametersObject({ parameters }: IntegrationRequest): JsonObject {
  if (typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)) {
    return parameters as JsonObject;
  }
  throw new TaskFailureError({
    error: 'States.Runtime',
    cause: `The parameters of a task must be an object but were: ${JSON.stringify(parameters)}`,
  });
}
