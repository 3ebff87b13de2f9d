import type { FunctionVersion } from './function-store.ts';

/** Temporary credentials of a role. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/**
 * What a Lambda finds in `process.env`, and nothing of the machine's own environment: Lambda's variables, the role's
 * credentials, the address that SDK clients take for AWS, and the function's own.
 */
export function environmentVariables(
  version: FunctionVersion,
  surroundings: { region: string; endpoint: string; credentials: RoleCredentials; logStreamName: string },
): Record<string, string> {
  const { configuration } = version;
  const { credentials, region } = surroundings;
  return {
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    ...configuration.environment,
    // Lambda refuses a function that sets these itself: they come last.
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: surroundings.endpoint,
    AWS_LAMBDA_FUNCTION_NAME: version.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: surroundings.logStreamName,
    LAMBDA_TASK_ROOT: version.code.directory,
    _HANDLER: configuration.handler,
  };
}
