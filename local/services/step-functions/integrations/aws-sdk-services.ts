import type { ServiceName } from '../../../kernel/service.ts';
import type { ErrorNaming } from './integration.ts';

/** A service as `aws-sdk:<name>:<action>` reaches it. */
export interface SdkService {
  readonly service: ServiceName;
  readonly naming: ErrorNaming;
  /** Members that the API spells with a small letter, though Step Functions has them all with a capital. */
  readonly hasSmallMembers: boolean;
  /** Members that the API takes as text: a document given for one is written as JSON. */
  readonly textMembers: ReadonlySet<string>;
  /** Members that the API takes as bytes. */
  readonly blobMembers: ReadonlySet<string>;
}

interface Traits {
  readonly hasSmallMembers?: boolean;
  readonly text?: readonly string[];
  readonly blobs?: readonly string[];
  /** Codes that this service's model does not list. */
  readonly unmodelled?: readonly string[];
}

function sdkService(service: ServiceName, prefix: string, traits: Traits = {}): SdkService {
  return {
    service,
    naming: {
      prefix,
      unmodelled: `${prefix}Exception`,
      unmodelledCodes: new Set(
        traits.unmodelled ?? ['AccessDeniedException', 'ThrottlingException', 'ValidationException'],
      ),
      signature: { family: 'sdk', service: prefix },
    },
    hasSmallMembers: traits.hasSmallMembers ?? false,
    textMembers: new Set(traits.text),
    blobMembers: new Set(traits.blobs),
  };
}

/** By the module's name in the SDK for Java, which the resource uses. */
export const sdkServices: Readonly<Record<string, SdkService>> = {
  cloudwatch: sdkService('cloudwatch', 'CloudWatch'),
  dynamodb: sdkService('dynamodb', 'DynamoDb'),
  eventbridge: sdkService('events', 'EventBridge', { text: ['Detail', 'Input', 'EventPattern'] }),
  lambda: sdkService('lambda', 'Lambda', { blobs: ['Payload'] }),
  scheduler: sdkService('scheduler', 'Scheduler', { text: ['Input'], unmodelled: ['AccessDeniedException'] }),
  secretsmanager: sdkService('secretsmanager', 'SecretsManager', { text: ['SecretString'] }),
  sesv2: sdkService('ses', 'SesV2', { text: ['TemplateData'] }),
  sfn: sdkService('states', 'Sfn', {
    hasSmallMembers: true,
    text: ['Input', 'Output', 'Definition'],
    unmodelled: ['AccessDeniedException', 'ThrottlingException'],
  }),
  sns: sdkService('sns', 'Sns', { text: ['Message'] }),
  sqs: sdkService('sqs', 'Sqs', { text: ['MessageBody'] }),
  ssm: sdkService('ssm', 'Ssm', { text: ['Value'] }),
};
