/**
 * What a service of the runtime is to everything around it: named operations, each of which says what the
 * caller's policies must allow and then answers. Inputs and outputs have the member names of the AWS API, timestamps
 * are `Date`, blobs are `Uint8Array`; the codecs in `local/http/` know how each protocol spells them.
 *
 * K1  An operation acts only after `access` was evaluated for its caller: everything goes through `Kernel.call`.
 * K2  Handlers are the only code that changes a service's state, and they do so synchronously after their last await.
 */

export type ServiceName =
  | 'cloudwatch'
  | 'dynamodb'
  | 'events'
  | 'geo'
  | 'geo-routes'
  | 'iam'
  | 'lambda'
  | 'logs'
  | 'scheduler'
  | 'secretsmanager'
  | 'ses'
  | 'sns'
  | 'sqs'
  | 'ssm'
  | 'states'
  | 'sts';

/** Who calls: a role of the template, an AWS service acting by a resource policy, or the account's administrator. */
export type Caller =
  | { readonly kind: 'administrator' }
  | { readonly kind: 'role'; readonly roleArn: string; readonly sessionName: string }
  | { readonly kind: 'service'; readonly principal: string; readonly sourceArn: string };

export const administrator: Caller = { kind: 'administrator' };

/** One permission that a call needs, with the values of the condition keys that the call carries. */
export interface AccessRequest {
  /** For example `dynamodb:PutItem`. */
  readonly action: string;
  /** ARN of the resource, or `*` for actions that have none. */
  readonly resource: string;
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>;
  /** The resource's own policy, where the kind of resource has one (queues, topics, buses, functions, secrets). */
  readonly resourcePolicy?: PolicyDocument;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | boolean | readonly string[]>>>>;
}

export interface CallContext {
  readonly caller: Caller;
  /** Made when it is asked for, and the same from then on. */
  readonly requestId: string;
}

// biome-ignore lint/suspicious/noExplicitAny: each operation narrows its own input; the registry holds them side by side.
export interface Operation<Input = any, Output = unknown> {
  /** Permissions that the caller needs; an empty list only for operations that AWS lets every caller make. */
  readonly access: (input: Input) => readonly AccessRequest[];
  readonly handle: (input: Input, context: CallContext) => Output | Promise<Output>;
}

export interface Service {
  readonly name: ServiceName;
  readonly operations: Readonly<Record<string, Operation>>;
}

export interface CallRequest {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: unknown;
  readonly caller: Caller;
}
