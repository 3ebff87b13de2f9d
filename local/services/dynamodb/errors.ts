import { AwsError } from '../../kernel/aws-error.ts';
import { copyItem, type Item } from './attribute-value.ts';

export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** The form in which AWS reports a request that its model refuses: the member's path begins in lower case. */
export function constraintError(value: unknown, path: string, constraint: string): AwsError {
  const shown = value === undefined || value === null ? 'null' : `'${String(value)}'`;
  return validationError(
    `1 validation error detected: Value ${shown} at '${path}' failed to satisfy constraint: ${constraint}`,
  );
}

/** A refused condition; with `ReturnValuesOnConditionCheckFailure: ALL_OLD` the item as it is goes with it. */
export function conditionalCheckFailed(item?: Item): AwsError {
  return new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
    fields: item === undefined ? {} : { Item: copyItem(item) },
  });
}

export function tableNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'Requested resource not found');
}

export function namedTableNotFound(tableName: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${tableName} not found`);
}
