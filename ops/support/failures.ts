/** How a command ends, and what it says when it could not do what it was asked for. */
import type { Target } from './target.ts';

/** Exit codes; docs/command.md lists them. */
export const exitCodes = {
  done: 0,
  /** It was done, and the answer is no: a difference, a finding, some items failed. */
  found: 1,
  /** The command line is wrong. */
  usage: 2,
  /** AWS could not be reached, or refused. */
  refused: 3,
  /** There is no such thing. */
  missing: 4,
  /** Not confirmed. */
  declined: 5,
  /** A fault of the command itself. */
  fault: 70,
  /** Ctrl-C. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with a message for people and an exit code. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

export interface Explanation {
  readonly exitCode: ExitCode;
  readonly message: string;
}

const credentialErrors = [
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'AuthFailure',
];
const fileErrors = ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR', 'EEXIST'];
const connectionErrors = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE'];

/**
 * What to tell people of an error, and how to exit.
 * @param needs what the command calls: `dynamodb:Query legwork-production-workflows`
 */
export function explainFailure(error: unknown, target: Target, needs: readonly string[]): Explanation {
  if (error instanceof CommandFailure) return error;
  const { name, message, code } = readError(error);
  const needed = needs.length === 0 ? '' : `\nThis command needs:\n${needs.map((need) => `  ${need}`).join('\n')}`;
  const refused = (text: string): Explanation => ({ exitCode: exitCodes.refused, message: text });

  if (credentialErrors.includes(name) || /could not load credentials/i.test(message)) {
    return refused(
      `No usable AWS credentials: ${firstLine(message)}\n` +
        'Set AWS_PROFILE (or --profile), AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in ("aws sso login"); ' +
        `--local takes the runtime of "npm start" and needs none.${needed}`,
    );
  }
  if (/region is missing/i.test(message))
    return refused(`No region: give --region, or set AWS_REGION or the profile's region.${needed}`);
  if (isThrottle(error))
    return refused(`AWS throttled the command (${name}) at each of its attempts: try again later, or slower.`);
  if (/AccessDenied|NotAuthorized|Forbidden|AuthorizationError/.test(name)) return refused(`${message}${needed}`);
  if (code !== undefined && connectionErrors.includes(code)) {
    return refused(
      target.isLocal
        ? `Nothing answers at ${target.endpoint}: start the runtime with "npm start", or name its port with --endpoint-url.`
        : `AWS could not be reached: ${firstLine(message) || code}`,
    );
  }
  if (code !== undefined && fileErrors.includes(code)) return { exitCode: exitCodes.usage, message };
  if (isServiceError(error)) return refused(`${name}: ${message}`);
  return { exitCode: exitCodes.fault, message: error instanceof Error ? (error.stack ?? message) : message };
}

/** Whether AWS asked to come back later. */
function isThrottle(error: unknown): boolean {
  const { name } = readError(error);
  return /Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|SlowDown/.test(name);
}

/** Whether AWS says that what was named is not there. */
export function isMissing(error: unknown): boolean {
  return /NotFound|DoesNotExist|NonExistentQueue|NoSuch/.test(readError(error).name);
}

/** Whether the caller may not do this. */
export function isDenied(error: unknown): boolean {
  return /AccessDenied|NotAuthorized|AuthorizationError/.test(readError(error).name);
}

/** Whether whoever answers does not have this operation: the local runtime has those that Legwork's own code calls. */
export function isUnknownOperation(error: unknown): boolean {
  return /UnknownOperation|InvalidAction|UnsupportedOperation/.test(readError(error).name);
}

function isServiceError(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error;
}

function readError(error: unknown): { readonly name: string; readonly message: string; readonly code?: string } {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  // A refused connection to a name with several addresses comes as an AggregateError without a message of its own.
  const { code } = error as NodeJS.ErrnoException;
  return { name: error.name, message: error.message, ...(code !== undefined && { code }) };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
