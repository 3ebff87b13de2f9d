/** On which resource a command calls an action: an example of each kind, as IAM's simulation takes complete ARNs only. */

export interface Stage {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** Begins the names of all resources: `legwork-production`. */
  readonly prefix: string;
}

/** Actions that IAM grants for all resources or for none. */
const withoutResource = [
  'cloudwatch:DescribeAlarms',
  'iam:GetRole',
  'iam:SimulatePrincipalPolicy',
  'lambda:GetAccountSettings',
  'lambda:ListFunctions',
  'servicequotas:ListServiceQuotas',
  'ses:GetAccount',
  'sns:GetSMSSandboxAccountStatus',
  'states:ListStateMachines',
  'states:SendTaskFailure',
  'states:SendTaskHeartbeat',
  'states:SendTaskSuccess',
  'sts:GetCallerIdentity',
];
const onExecutions = ['DescribeExecution', 'GetExecutionHistory', 'RedriveExecution', 'StopExecution'];

/**
 * @param action as IAM names it: `states:StartExecution`
 * @returns an ARN, or `*` for actions without a resource
 */
export function resourceOf(action: string, { partition, region, accountId, prefix }: Stage): string {
  if (withoutResource.includes(action)) return '*';
  const [service, operation = ''] = action.split(':');
  const arn = (name: string, rest: string) => `arn:${partition}:${name}:${region}:${accountId}:${rest}`;
  switch (service) {
    case 'dynamodb':
      return arn('dynamodb', `table/${prefix}-workflows`);
    case 'events':
      return arn('events', `event-bus/${prefix}`);
    case 'lambda':
      return arn('lambda', `function:${prefix}-send-notification`);
    case 'scheduler':
      return arn('scheduler', `schedule/${prefix}-reminders/example`);
    case 'secretsmanager':
      return arn('secretsmanager', `secret:${prefix}/payments-api-key-000000`);
    case 'ses':
      return arn('ses', 'identity/example.com');
    case 'sns':
      return arn('sns', `${prefix}-alarms`);
    case 'sqs':
      return arn('sqs', `${prefix}-dead-letters`);
    case 'ssm':
      return arn('ssm', `parameter/${prefix}/payments-base-url`);
    case 'states':
      return onExecutions.includes(operation)
        ? arn('states', `execution:${prefix}-booking:booking-example-r1`)
        : arn('states', `stateMachine:${prefix}-booking`);
    default:
      return '*';
  }
}
