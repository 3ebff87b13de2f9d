/** Clients of the services that commands call, made when they are first asked for, and the names of what they reach. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CommandFailure, exitCodes, isMissing } from './failures.ts';
import { observeDates } from './service-clock.ts';
import type { Surroundings } from './surroundings.ts';
import type { Target } from './target.ts';

/**
 * Attempts of a call, the first included: an operator's command may wait longer than a Lambda. AWS's own setting,
 * `AWS_MAX_ATTEMPTS`, wins.
 */
const defaultMaxAttempts = 8;
/**
 * The local runtime never throttles its administrator, and its clock may be months from this machine's, for which the SDK
 * repeats every call that fails.
 */
const maxAttemptsLocally = 2;

interface Place {
  readonly accountId: string;
  readonly region: string;
  /** Everything of a machine's ARN before its type. */
  readonly stateMachineArnPrefix: string;
}

export interface Connection {
  readonly target: Target;
  readonly tableName: string;
  readonly busName: string;
  readonly dynamo: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly stepFunctions: SFNClient;
  readonly queues: SQSClient;
  readonly events: EventBridgeClient;
  readonly scheduler: SchedulerClient;
  readonly functions: LambdaClient;
  readonly metrics: CloudWatchClient;
  readonly email: SESv2Client;
  readonly secrets: SecretsManagerClient;
  readonly parameters: SSMClient;
  readonly topics: SNSClient;
  readonly quotas: ServiceQuotasClient;
  readonly identities: IAMClient;
  readonly callers: STSClient;
  /**
   * Account and Region, as the table's ARN names them: one call, then remembered.
   * @throws CommandFailure where the stage is not deployed
   */
  locate(): Promise<Place>;
}

/** @param observe told of each answer's date, by which AWS's clock is known */
export function connect(
  target: Target,
  environment: Surroundings['environment'],
  observe: (date: string) => void,
): Connection {
  const { region, profile, endpoint, isLocal, prefix } = target;
  const settings = {
    maxAttempts: isLocal ? maxAttemptsLocally : Number(environment.AWS_MAX_ATTEMPTS ?? defaultMaxAttempts),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
    ...(isLocal && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
  const made = new Map<string, unknown>();
  const once = <Client>(name: string, create: () => Client): Client => {
    if (!made.has(name)) made.set(name, create());
    return made.get(name) as Client;
  };
  const tableName = `${prefix}-workflows`;
  const connection: Connection = {
    target,
    tableName,
    busName: prefix,
    get dynamo() {
      return once('dynamo', () => observeDates(new DynamoDBClient(settings), observe));
    },
    get documents() {
      return once('documents', () =>
        DynamoDBDocumentClient.from(connection.dynamo, { marshallOptions: { removeUndefinedValues: true } }),
      );
    },
    get stepFunctions() {
      return once('stepFunctions', () => new SFNClient(settings));
    },
    get queues() {
      return once('queues', () => new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }));
    },
    get events() {
      return once('events', () => new EventBridgeClient(settings));
    },
    get scheduler() {
      return once('scheduler', () => new SchedulerClient(settings));
    },
    get functions() {
      return once('functions', () => new LambdaClient(settings));
    },
    get metrics() {
      return once('metrics', () => new CloudWatchClient(settings));
    },
    get email() {
      return once('email', () => new SESv2Client(settings));
    },
    get secrets() {
      return once('secrets', () => new SecretsManagerClient(settings));
    },
    get parameters() {
      return once('parameters', () => new SSMClient(settings));
    },
    get topics() {
      return once('topics', () => new SNSClient(settings));
    },
    get quotas() {
      return once('quotas', () => new ServiceQuotasClient(settings));
    },
    get identities() {
      return once('identities', () => new IAMClient(settings));
    },
    get callers() {
      return once('callers', () => new STSClient(settings));
    },
    locate: () => once('place', () => locate(connection)),
  };
  return connection;
}

async function locate({ dynamo, tableName, target }: Connection): Promise<Place> {
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: tableName })).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw notDeployed(target);
  });
  const [, , , region, accountId] = Table?.TableArn?.split(':') ?? [];
  if (region === undefined || accountId === undefined) throw new Error(`${tableName} has no ARN`);
  return {
    accountId,
    region,
    stateMachineArnPrefix: `arn:${Table?.TableArn?.split(':')[1]}:states:${region}:${accountId}:stateMachine:${target.prefix}-`,
  };
}

/** What a missing table means. */
export function notDeployed({ stage, prefix, region, isLocal }: Target): CommandFailure {
  const where = isLocal ? 'this runtime' : (region ?? "the Region of AWS's settings");
  return new CommandFailure(
    exitCodes.missing,
    `There is no stage ${stage} in ${where}: the table ${prefix}-workflows does not exist. Deploy it ` +
      `("npx cdk deploy --all -c stage=${stage}"), or choose another --stage or --region.`,
  );
}
