import { AwsError } from '../../kernel/aws-error.ts';

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

export const conflict = (message: string): AwsError => new AwsError('ConflictException', message, { statusCode: 409 });

export const notFound = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', message, { statusCode: 404 });
