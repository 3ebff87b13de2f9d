import type { ResourceProvider } from './assembly/resource-provider.ts';
import type { ClockMode } from './clock/clock.ts';
import type { InProcessOrigins } from './http/in-process-origins.ts';
import type { Iam } from './iam/iam.ts';
import { managedPolicyProvider } from './iam/resources/managed-policy.ts';
import { policyProvider } from './iam/resources/policy.ts';
import { roleProvider } from './iam/resources/role.ts';
import { createStsService } from './iam/sts-service.ts';
import type { Kernel } from './kernel/kernel.ts';
import type { Service } from './kernel/service.ts';
import { createCloudWatchService } from './services/cloudwatch/cloudwatch-service.ts';
import { createDynamoDbService } from './services/dynamodb/dynamodb-service.ts';
import { createEventBridgeService } from './services/eventbridge/eventbridge-service.ts';
import { createGeoRoutesService } from './services/geo-routes/geo-routes-service.ts';
import { keyProvider } from './services/kms/resources/key.ts';
import { createLambdaService, type LambdaService } from './services/lambda/lambda-service.ts';
import { createLogDelivery } from './services/lambda/log-delivery.ts';
import { createLocationService } from './services/location/location-service.ts';
import type { OutsideWorld } from './services/location/outside-world.ts';
import { createLogsService } from './services/logs/logs-service.ts';
import { createSchedulerService } from './services/scheduler/scheduler-service.ts';
import { createSecretsManagerService } from './services/secrets-manager/secrets-manager-service.ts';
import { createSesService } from './services/ses/ses-service.ts';
import { createSnsService } from './services/sns/sns-service.ts';
import { createSqsService } from './services/sqs/sqs-service.ts';
import { createSsmService } from './services/ssm/ssm-service.ts';
import { createStepFunctionsService } from './services/step-functions/step-functions-service.ts';

export interface ServicesOptions {
  readonly iam: Iam;
  readonly clockKind: () => ClockMode['kind'];
  /** Base address of the port. */
  readonly endpoint: () => string;
  /** Default: there is none, and services say what they can by themselves. */
  readonly outside?: OutsideWorld;
  /** What Lambda code and HTTP tasks are answered without a socket. */
  readonly origins: InProcessOrigins;
  /** See `RuntimeOptions`. */
  readonly invocationsAtOnce?: number | undefined;
}

/** Every service of the runtime, each given what it needs of the others. */
export interface Services {
  readonly services: readonly Service[];
  readonly resourceProviders: readonly ResourceProvider[];
  readonly setFunctionDuration: LambdaService['setDuration'];
  /** Brings back what takes time to bring back; everything else is there from the beginning. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

export function createServices(
  kernel: Kernel,
  { iam, clockKind, endpoint, origins, outside = {}, invocationsAtOnce }: ServicesOptions,
): Services {
  const { assertTrusts, credentialsFor, roles } = iam;
  const cloudWatch = createCloudWatchService(kernel);
  const { recordMetric } = cloudWatch;
  const sqs = createSqsService(kernel, endpoint, cloudWatch);
  const collaborators = { queues: sqs, assertTrusts, recordMetric };
  const secretsManager = createSecretsManagerService(kernel);
  const eventBridge = createEventBridgeService(kernel, {
    ...collaborators,
    secrets: secretsManager.managedSecrets('events'),
  });
  const scheduler = createSchedulerService(kernel, collaborators);
  const lambda = createLambdaService(kernel, {
    clockKind,
    endpoint,
    origins,
    credentialsFor,
    assertTrusts,
    onMessagesVisible: sqs.onMessagesVisible,
    recordMetric,
    recordLogLine: createLogDelivery(kernel, cloudWatch.recordEmbeddedMetrics),
    invocationsAtOnce,
  });
  const dynamoDb = createDynamoDbService(kernel);
  const stepFunctions = createStepFunctionsService(kernel, { ...eventBridge, origins, recordMetric });
  const all = [
    cloudWatch,
    dynamoDb,
    eventBridge,
    createGeoRoutesService(kernel, outside),
    lambda,
    createLocationService(kernel, outside),
    createLogsService(kernel),
    scheduler,
    secretsManager,
    createSesService(kernel),
    createSnsService(kernel, sqs),
    sqs,
    createSsmService(kernel),
    stepFunctions,
  ];
  return {
    services: [...all.map(({ service }) => service), createStsService(iam, kernel.accountId)],
    resourceProviders: [
      ...all.flatMap(({ resourceProviders }) => resourceProviders),
      roleProvider(roles, kernel.accountId),
      policyProvider(roles),
      managedPolicyProvider(roles, kernel.accountId),
      keyProvider(kernel),
    ],
    setFunctionDuration: lambda.setDuration,
    recover: () => stepFunctions.recover(),
    close: () => lambda.close(),
  };
}
