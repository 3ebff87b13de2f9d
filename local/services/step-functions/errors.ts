import { AwsError } from '../../kernel/aws-error.ts';

/** The errors of Step Functions' API, worded as AWS words them. */
export const stepFunctionsErrors = {
  activityDoesNotExist: (arn: string) => new AwsError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`),
  executionAlreadyExists: (arn: string) => new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`),
  executionDoesNotExist: (arn: string) => new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`),
  executionNotRedrivable: (reason: string) => new AwsError('ExecutionNotRedrivable', reason),
  invalidArn: (detail: string) => new AwsError('InvalidArn', `Invalid Arn: '${detail}'`),
  invalidDefinition: (message: string) => new AwsError('InvalidDefinition', message),
  invalidExecutionInput: (detail: string) =>
    new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${detail}'`),
  invalidLogging: (detail: string) =>
    new AwsError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${detail}`),
  invalidName: (name: string) => new AwsError('InvalidName', `Invalid Name: '${name}'`),
  invalidOutput: (detail: string) => new AwsError('InvalidOutput', `Invalid Output: '${detail}'`),
  invalidToken: (detail = 'Invalid token') => new AwsError('InvalidToken', `Invalid Token: '${detail}'`),
  resourceNotFound: (message = 'Request references a resource that does not exist.') =>
    new AwsError('ResourceNotFound', message),
  conflict: (message: string) => new AwsError('ConflictException', message),
  missingParameter: (message: string) => new AwsError('MissingRequiredParameter', message),
  stateMachineAlreadyExists: (arn: string) =>
    new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`),
  stateMachineDoesNotExist: (arn: string) =>
    new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`),
  stateMachineTypeNotSupported: () =>
    new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine'),
  taskDoesNotExist: () => new AwsError('TaskDoesNotExist', 'Task does not exist'),
  tooManyTags: (most: number) => new AwsError('TooManyTags', `A resource has ${most} tags at most`),
  taskTimedOut: () => new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'"),
  validation: (message: string) => new AwsError('ValidationException', message),
} as const;
