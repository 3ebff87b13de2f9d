import type { Json } from '../../../engine/asl.ts';
import { parseTaskResource } from '../../../engine/task-resource.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { createAwsSdkIntegration } from './aws-sdk.ts';
import { sdkServices } from './aws-sdk-services.ts';
import { dynamodb } from './dynamodb.ts';
import type { Integration, TaskCaller } from './integration.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaInvoke } from './lambda-invoke.ts';
import { publish } from './publish.ts';
import { putEvents } from './put-events.ts';
import { sendMessage } from './send-message.ts';
import { startExecution } from './start-execution.ts';
import { toFailure } from './task-failure.ts';

/** Optimised integrations by `<service>:<action>`. The job pattern (`.sync`) of `startExecution` is not among them. */
const optimised: Readonly<Record<string, Integration>> = {
  'dynamodb:deleteItem': dynamodb,
  'dynamodb:getItem': dynamodb,
  'dynamodb:putItem': dynamodb,
  'dynamodb:updateItem': dynamodb,
  'events:putEvents': putEvents,
  'lambda:invoke': lambdaInvoke,
  'sns:publish': publish,
  'sqs:sendMessage': sendMessage,
  'states:startExecution': startExecution,
};

const callbackSuffix = '.waitForTaskToken';
const withoutCallback = /^dynamodb:/;

/** Why the runtime cannot call a resource; `undefined` if it can. */
export function refuseResource(resource: string): string | undefined {
  if (findIntegration(resource) !== undefined) return undefined;
  return `The local runtime has no integration for the resource ${resource}`;
}

function findIntegration(resource: string): { integration: Integration; action: string } | undefined {
  const parsed = parseTaskResource(resource);
  if (parsed === undefined) return undefined;
  if (parsed.kind === 'function') return { integration: lambdaFunction, action: resource };
  const { resourceType, isCallback } = parsed;
  const action = isCallback ? parsed.action.slice(0, -callbackSuffix.length) : parsed.action;
  const [family, sdkName] = resourceType.split(':');
  if (family === 'aws-sdk') {
    const service = sdkServices[sdkName ?? ''];
    if (service === undefined || action.includes('.')) return undefined;
    return { integration: createAwsSdkIntegration(service), action };
  }
  const name = `${resourceType}:${action}`;
  const integration = Object.hasOwn(optimised, name) ? optimised[name] : undefined;
  if (integration === undefined || (isCallback && withoutCallback.test(name))) return undefined;
  return { integration, action };
}

/** Calls services for tasks, each under the role of its machine. */
export function createTaskCaller(kernel: Kernel): TaskCaller {
  return async ({ resource, parameters }, execution) => {
    const found = findIntegration(resource);
    if (found === undefined) throw new Error(`no integration for the resource ${resource}`);
    const { integration, action } = found;
    const caller = { kind: 'role', roleArn: execution.roleArn, sessionName: execution.name } as const;
    try {
      const output = await integration.perform({
        action,
        parameters: JSON.parse(parameters) as Json,
        parametersText: parameters,
        execution,
        call: (service, operation, input) => kernel.call({ service, operation, input, caller }),
        requestId: () => kernel.identifiers.uuid(),
      });
      return { kind: 'task-answered', output };
    } catch (error) {
      return { kind: 'task-failed', failure: toFailure(error, integration.naming, kernel.identifiers.uuid()) };
    }
  };
}
