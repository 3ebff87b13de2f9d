import type { PolicyDocument } from '../kernel/service.ts';

/**
 * AWS's own managed policies that a template may name. Each is written out here, because there is nobody to ask; one
 * that is missing is refused at deployment.
 */
const awsManagedPolicies: Readonly<Record<string, PolicyDocument>> = {
  'service-role/AWSLambdaBasicExecutionRole': {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: '*',
      },
    ],
  },
};

/** The policy behind an ARN such as `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`. */
export function findAwsManagedPolicy(arn: string): PolicyDocument | undefined {
  const [, name] = /^arn:aws:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  return name !== undefined && Object.hasOwn(awsManagedPolicies, name) ? awsManagedPolicies[name] : undefined;
}
