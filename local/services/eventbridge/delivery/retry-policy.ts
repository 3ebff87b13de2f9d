import { AwsError } from '../../../kernel/aws-error.ts';

/** How long a delivery is tried, as EventBridge and EventBridge Scheduler take it for each target. */
export interface RetryPolicy {
  /** Unit: seconds. Default: 86,400. 60 to 86,400. */
  readonly MaximumEventAgeInSeconds?: number;
  /** Attempts after the first. Default: 185. 0 to 185. */
  readonly MaximumRetryAttempts?: number;
}

export const retryDefaults = { maximumAgeSeconds: 86_400, maximumRetries: 185 } as const;

/** AWS promises exponential back-off and no figures: ours begins with a second and doubles up to five minutes. */
const firstDelayMs = 1_000;
const longestDelayMs = 300_000;

export function assertRetryPolicy(policy: RetryPolicy | undefined): void {
  const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: attempts } = policy ?? {};
  if (age !== undefined && !(Number.isInteger(age) && age >= 60 && age <= retryDefaults.maximumAgeSeconds)) {
    throw outOfBounds('maximumEventAgeInSeconds', age, 60, retryDefaults.maximumAgeSeconds);
  }
  if (
    attempts !== undefined &&
    !(Number.isInteger(attempts) && attempts >= 0 && attempts <= retryDefaults.maximumRetries)
  ) {
    throw outOfBounds('maximumRetryAttempts', attempts, 0, retryDefaults.maximumRetries);
  }
}

function outOfBounds(name: string, value: number, least: number, most: number): AwsError {
  const bound = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at 'retryPolicy.${name}' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

/** Wait before the retry that follows `failedAttempts` failures: half of it fixed, half of it from `random`. */
export function retryDelayMs(failedAttempts: number, random: () => number): number {
  const fullMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failedAttempts - 1, 20));
  return Math.round(fullMs / 2 + (fullMs / 2) * random());
}

const transientCodes =
  /Throttl|TooManyRequests|LimitExceeded|ServiceUnavailable|InternalServer|InternalFailure|InternalError|ServiceException|RequestTimeout/;

/** Server errors and throttling may pass; a missing permission or target does not. */
export function isTransient(error: AwsError): boolean {
  return error.statusCode >= 500 || error.statusCode === 429 || transientCodes.test(error.code);
}
