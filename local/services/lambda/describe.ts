import type { FunctionAlias, FunctionVersion } from './function-store.ts';

/** A version in the shape of the API's `FunctionConfiguration`; `LastModified` is text there, not a timestamp. */
export function describeVersion(version: FunctionVersion, arn: string): Record<string, unknown> {
  const { configuration, code } = version;
  return {
    FunctionName: version.functionName,
    FunctionArn: arn,
    Runtime: configuration.runtime,
    Role: configuration.roleArn,
    Handler: configuration.handler,
    CodeSize: code.sizeBytes,
    CodeSha256: code.sha256,
    Description: version.description,
    Timeout: configuration.timeoutSeconds,
    MemorySize: configuration.memoryMb,
    LastModified: new Date(version.modifiedAtMs).toISOString().replace('Z', '+0000'),
    Version: version.version,
    Environment: { Variables: configuration.environment },
    RevisionId: version.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    LoggingConfig: { LogFormat: configuration.logFormat, LogGroup: configuration.logGroupName },
  };
}

/** An alias in the shape of the API's `AliasConfiguration`. */
export function describeAlias(alias: FunctionAlias, arn: string): Record<string, unknown> {
  return {
    AliasArn: arn,
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    RevisionId: alias.revisionId,
    ...(Object.keys(alias.weights).length > 0 && { RoutingConfig: { AdditionalVersionWeights: alias.weights } }),
  };
}
