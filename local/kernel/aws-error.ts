/**
 * An error as an AWS service answers it: the code is what SDK clients turn into the exception's name.
 * `fields` go into the body beside the message (DynamoDB's `Item` on a refused condition, for example).
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly statusCode: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { statusCode?: number; fields?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.statusCode = options.statusCode ?? 400;
    this.fields = options.fields ?? {};
  }
}

export function isAwsError(error: unknown): error is AwsError {
  return error instanceof AwsError;
}
