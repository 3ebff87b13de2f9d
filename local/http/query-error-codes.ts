import type { ServiceName } from '../kernel/service.ts';

/**
 * Services that spoke the Query protocol before their JSON one name the old code of an error in the header
 * `x-amzn-query-error`, and clients compare that. Codes that did not change are missing here.
 */
const legacyCodes: Partial<Record<ServiceName, Readonly<Record<string, string>>>> = {
  cloudwatch: {
    DashboardInvalidInputError: 'InvalidParameterInput',
    DashboardNotFoundError: 'ResourceNotFound',
    InternalServiceFault: 'InternalServiceError',
    InvalidFormatFault: 'InvalidFormat',
    InvalidParameterCombinationException: 'InvalidParameterCombination',
    InvalidParameterValueException: 'InvalidParameterValue',
    LimitExceededFault: 'LimitExceeded',
    MissingRequiredParameterException: 'MissingParameter',
  },
  sqs: {
    BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
    BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
    EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
    InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
    MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
    PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
    QueueDeletedRecently: 'AWS.SimpleQueueService.QueueDeletedRecently',
    QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
    QueueNameExists: 'QueueAlreadyExists',
    TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
    UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
  },
};

/** Value of `x-amzn-query-error`, or undefined for a service that never spoke Query. */
export function queryErrorHeader(service: ServiceName, code: string, statusCode: number): string | undefined {
  const codes = legacyCodes[service];
  if (codes === undefined) return undefined;
  return `${codes[code] ?? code};${statusCode < 500 ? 'Sender' : 'Receiver'}`;
}
