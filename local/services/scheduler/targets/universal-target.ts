import { AwsError } from '../../../kernel/aws-error.ts';
import type { ServiceName } from '../../../kernel/service.ts';
import { invalid } from '../scheduler-errors.ts';

/** `arn:aws:scheduler:::aws-sdk:<service>:<action>`: one call of one AWS API, with the target's input as its request. */
interface UniversalCall {
  readonly service: ServiceName;
  readonly operation: string;
  /** Whether the API spells its members in camel case, which the target's input never does. */
  readonly hasCamelCaseMembers: boolean;
}

const universalPrefix = 'arn:aws:scheduler:::aws-sdk:';

const services: Readonly<Record<string, ServiceName>> = {
  cloudwatch: 'cloudwatch',
  cloudwatchlogs: 'logs',
  dynamodb: 'dynamodb',
  eventbridge: 'events',
  lambda: 'lambda',
  scheduler: 'scheduler',
  secretsmanager: 'secretsmanager',
  sesv2: 'ses',
  sfn: 'states',
  sns: 'sns',
  sqs: 'sqs',
  ssm: 'ssm',
};
const camelCaseServices: ReadonlySet<ServiceName> = new Set(['logs', 'states']);

/** Actions that only read are refused: nobody would see their answer. */
const readOnlyAction =
  /^(?:get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)/;

export function isUniversalTarget(arn: string): boolean {
  return arn.startsWith(universalPrefix);
}

export function assertUniversalTarget(arn: string): UniversalCall {
  const [serviceName = '', action = '', ...rest] = arn.slice(universalPrefix.length).split(':');
  const service = Object.hasOwn(services, serviceName) ? services[serviceName] : undefined;
  if (!service || rest.length > 0 || !/^[a-z][A-Za-z0-9]*$/.test(action)) {
    throw invalid(`Provided Arn ${arn} is not a target that the local runtime knows.`);
  }
  if (readOnlyAction.test(action)) throw invalid(`The action ${action} of ${arn} only reads and cannot be scheduled.`);
  return {
    service,
    operation: action.charAt(0).toUpperCase() + action.slice(1),
    hasCamelCaseMembers: camelCaseServices.has(service),
  };
}

/** The request that the text of the target's input stands for, with its members spelled as the API spells them. */
export function universalInput(call: UniversalCall, text: string): Record<string, unknown> {
  let members: unknown;
  try {
    members = JSON.parse(text);
  } catch (cause) {
    throw new AwsError('ValidationException', 'The input of the universal target is not JSON.', { cause });
  }
  if (typeof members !== 'object' || members === null || Array.isArray(members)) {
    throw new AwsError('ValidationException', 'The input of the universal target is not a JSON object.');
  }
  const input = Object.fromEntries(
    Object.entries(members).map(([name, value]) => [call.hasCamelCaseMembers ? toCamelCase(name) : name, value]),
  );
  if (call.service === 'lambda' && input.Payload !== undefined) {
    const payload = typeof input.Payload === 'string' ? input.Payload : JSON.stringify(input.Payload);
    return { ...input, Payload: new TextEncoder().encode(payload) };
  }
  return input;
}

function toCamelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
