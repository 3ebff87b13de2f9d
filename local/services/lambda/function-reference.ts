import { AwsError } from '../../kernel/aws-error.ts';

/** A function as a caller names it. Without a qualifier the call goes to `$LATEST`. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier: string | undefined;
}

const namePattern = '([a-zA-Z0-9-_]{1,64})';
const qualifierPattern = '(?::(\\$LATEST|[a-zA-Z0-9-_]{1,128}))?';
const referencePattern = new RegExp(
  `^(?:arn:aws:lambda:[a-z0-9-]+:\\d{12}:function:|\\d{12}:function:|function:)?${namePattern}${qualifierPattern}$`,
);

/**
 * Reads `FunctionName` in each of its forms (name, partial ARN, ARN, each with or without a qualifier) together with a
 * separate `Qualifier`.
 *
 * @throws AwsError `InvalidParameterValueException`: not a function's name, or two qualifiers that disagree
 */
export function parseFunctionReference(functionName: unknown, qualifier?: unknown): FunctionReference {
  const match = typeof functionName === 'string' ? referencePattern.exec(functionName) : null;
  if (match === null) {
    throw new AwsError('InvalidParameterValueException', `Not the name or ARN of a function: ${String(functionName)}`);
  }
  const named = match[2];
  if (qualifier !== undefined && named !== undefined && qualifier !== named) {
    throw new AwsError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  return { name: match[1]!, qualifier: typeof qualifier === 'string' ? qualifier : named };
}

/** ARNs of functions in one account and Region. */
export interface FunctionArns {
  /** ARN of a function, of a version of it, or of an alias. */
  of(name: string, qualifier?: string): string;
}

export function createFunctionArns(place: { accountId: string; region: string }): FunctionArns {
  const prefix = `arn:aws:lambda:${place.region}:${place.accountId}:function:`;
  return {
    of: (name, qualifier) => (qualifier === undefined ? `${prefix}${name}` : `${prefix}${name}:${qualifier}`),
  };
}
