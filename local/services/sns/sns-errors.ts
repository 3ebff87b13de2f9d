import { AwsError } from '../../kernel/aws-error.ts';

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${message}`);
}
