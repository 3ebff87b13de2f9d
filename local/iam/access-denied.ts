import { AwsError } from '../kernel/aws-error.ts';
import type { ServiceName } from '../kernel/service.ts';

interface Denial {
  readonly code: string;
  readonly statusCode: number;
}

const common: Denial = { code: 'AccessDeniedException', statusCode: 400 };

/** How a service words its refusal, where it is not the `AccessDeniedException` with status 400 of the JSON protocols. */
const denials: Partial<Record<ServiceName, Denial>> = {
  cloudwatch: { code: 'AccessDenied', statusCode: 403 },
  geo: { code: 'AccessDeniedException', statusCode: 403 },
  'geo-routes': { code: 'AccessDeniedException', statusCode: 403 },
  iam: { code: 'AccessDenied', statusCode: 403 },
  lambda: { code: 'AccessDeniedException', statusCode: 403 },
  scheduler: { code: 'AccessDeniedException', statusCode: 403 },
  ses: { code: 'AccessDeniedException', statusCode: 403 },
  sns: { code: 'AuthorizationError', statusCode: 403 },
  sqs: { code: 'AccessDenied', statusCode: 403 },
  sts: { code: 'AccessDenied', statusCode: 403 },
};

export interface DeniedCall {
  readonly service: ServiceName;
  /** ARN of the session, or name of the service that called. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: 'identity-deny' | 'resource-deny' | 'no-identity-allow' | 'no-resource-allow';
}

/** The error that AWS answers to a call that no policy allows. */
export function accessDenied({ service, principal, action, resource, reason }: DeniedCall): AwsError {
  const because = {
    'identity-deny': 'with an explicit deny in an identity-based policy',
    'resource-deny': 'with an explicit deny in a resource-based policy',
    'no-identity-allow': `because no identity-based policy allows the ${action} action`,
    'no-resource-allow': `because no resource-based policy allows the ${action} action`,
  }[reason];
  const { code, statusCode } = denials[service] ?? common;
  return new AwsError(
    code,
    `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
    {
      statusCode,
    },
  );
}
