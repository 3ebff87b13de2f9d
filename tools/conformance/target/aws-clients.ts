/** AWS SDK clients of a target, called by service and operation, and their answers in the shape of the recordings. */
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as events from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as stepfunctions from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import type { JsonObject } from '../json.ts';
import { NotBuilt } from '../run/not-built.ts';

export interface Answer {
  /** As the recordings show it: with `ResponseMetadata`, an error with `Error: { Code, Message }`. */
  readonly body: JsonObject;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface AwsClients {
  /** @param operation in upper camel case */
  call(service: string, operation: string, input: JsonObject): Promise<Answer>;
  destroy(): void;
}

type Configuration = Readonly<Record<string, unknown>>;
interface Client {
  send(command: object): Promise<object>;
  destroy(): void;
}
type Construct<Instance> = new (parameter: unknown) => Instance;

/** Modules by the names that boto3 has for their services; the client's own name where it is not the module's. */
const modules: Readonly<Record<string, { readonly module: object; readonly client: string }>> = {
  dynamodb: { module: dynamodb, client: 'DynamoDBClient' },
  events: { module: events, client: 'EventBridgeClient' },
  lambda: { module: lambda, client: 'LambdaClient' },
  scheduler: { module: scheduler, client: 'SchedulerClient' },
  secretsmanager: { module: secretsmanager, client: 'SecretsManagerClient' },
  sns: { module: sns, client: 'SNSClient' },
  sqs: { module: sqs, client: 'SQSClient' },
  stepfunctions: { module: stepfunctions, client: 'SFNClient' },
};

/** @param configuration what all clients are made with: endpoint or request handler, region, credentials */
export function createAwsClients(configuration: Configuration): AwsClients {
  const clients = new Map<string, Client>();

  const clientOf = (service: string): { client: Client; module: Record<string, unknown> } => {
    const known = modules[service];
    if (known === undefined) throw new NotBuilt(`there is no client for ${service} among the installed packages`);
    const module = known.module as Record<string, unknown>;
    let client = clients.get(service);
    if (client === undefined) {
      client = new (module[known.client] as Construct<Client>)({
        ...configuration,
        maxAttempts: 1,
        // Queue URLs of a corpus may name AWS itself.
        useQueueUrlAsEndpoint: false,
      });
      clients.set(service, client);
    }
    return { client, module };
  };

  return {
    async call(service, operation, input) {
      const { client, module } = clientOf(service);
      const command = module[`${operation}Command`];
      if (command === undefined) throw new NotBuilt(`the client for ${service} has no operation ${operation}`);
      try {
        return { body: withMetadata(await client.send(new (command as Construct<object>)(input))) };
      } catch (error) {
        return describeError(error, messageMemberOf(error, module));
      }
    },
    destroy() {
      for (const client of clients.values()) client.destroy();
    },
  };
}

function withMetadata(output: object): JsonObject {
  const { $metadata, ...members } = output as { $metadata?: { httpStatusCode?: number } };
  return { ...members, ResponseMetadata: { HTTPStatusCode: $metadata?.httpStatusCode, HTTPHeaders: {} } };
}

interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/**
 * The member of a modelled error that holds its text, as the API's model spells it: SDK clients give it as `message`
 * either way. undefined: the model does not have the error, of which boto3 then shows only the code and the text.
 */
function messageMemberOf(error: unknown, module: Record<string, unknown>): 'message' | 'Message' | undefined {
  if (!(error instanceof Error) || !Object.hasOwn(module, error.name)) return undefined;
  if (error.constructor !== module[error.name]) return undefined;
  const blank = new (module[error.name] as Construct<object>)({ message: '', $metadata: {} });
  return Object.hasOwn(blank, 'Message') ? 'Message' : 'message';
}

/** @throws whatever is no answer of a service, such as a refused connection */
function describeError(error: unknown, messageMember: string | undefined): Answer {
  if (!(error instanceof Error) || !('$metadata' in error)) throw error;
  const { name: code, message, $metadata } = error as ServiceError;
  if ($metadata.httpStatusCode === undefined) throw error;
  const left = [
    'name',
    'message',
    'stack',
    '$fault',
    '$metadata',
    '$response',
    '$retryable',
    '$service',
    '__type',
    'Error',
  ];
  const members = Object.fromEntries(Object.entries(error).filter(([key]) => !left.includes(key)));
  const body = {
    Error: { Code: code, Message: message },
    ...(messageMember !== undefined && { ...members, [messageMember]: message }),
    ResponseMetadata: { HTTPStatusCode: $metadata.httpStatusCode, HTTPHeaders: {} },
  };
  return { body, error: { code, message } };
}
