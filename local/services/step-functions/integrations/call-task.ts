import type { Json } from '../../../engine/asl.ts';
import { parseTaskResource } from '../../../engine/task-resource.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { createAwsSdkIntegration } from './aws-sdk.ts';
import { sdkServices } from './aws-sdk-services.ts';
import { dynamodb } from './dynamodb.ts';
import type { HttpReach } from './http/http-reach.ts';
import { httpInvoke } from './http-invoke.ts';
import type { Integration, TaskCaller } from './integration.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaInvoke } from './lambda-invoke.ts';
import { publish } from './publish.ts';
import { putEvents } from './put-events.ts';
import { sendMessage } from './send-message.ts';
import { startExecution } from './start-execution.ts';
import { toFailure } from './task-failure.ts';

/** Optimised integrations by `<service>:<action>`. */
const optimised: Readonly<Record<string, Integration>> = {
  'dynamodb:deleteItem': dynamodb,
  'dynamodb:getItem': dynamodb,
  'dynamodb:putItem': dynamodb,
  'dynamodb:updateItem': dynamodb,
  'events:putEvents': putEvents,
  'http:invoke': httpInvoke,
  'lambda:invoke': lambdaInvoke,
  'sns:publish': publish,
  'sqs:sendMessage': sendMessage,
  'states:startExecution': startExecution,
};

const pattern = /\.(?:waitForTaskToken|sync(?::2)?)$/;
const withoutCallback = /^(?:dynamodb|http):/;
/** What can be a job: its end is known to the runtime. */
const jobs: ReadonlySet<string> = new Set(['states:startExecution']);
/** Services whose optimised integrations are all here: AWS has no other action of theirs. */
const complete: ReadonlySet<string> = new Set(Object.keys(optimised).map((name) => name.split(':')[0] as string));

/** Whether the answer may need time to pass: that to a synchronous execution comes when it has ended. */
export function waitsForTime(resource: string): boolean {
  return /:aws-sdk:sfn:startSyncExecution$/.test(resource);
}

/** Why the runtime cannot call a resource; `undefined` if it can. */
export function refuseResource(resource: string): string | undefined {
  const parsed = parseTaskResource(resource);
  if (parsed === undefined || (parsed.kind === 'service' && complete.has(parsed.resourceType))) {
    return findIntegration(resource) === undefined ? unknownResource(resource) : undefined;
  }
  if (findIntegration(resource) !== undefined) return undefined;
  return `The local runtime has no integration for the resource ${resource}`;
}

function unknownResource(resource: string): string {
  return `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}

interface FoundIntegration {
  readonly integration: Integration;
  readonly action: string;
}

/** Machines name few resources and call them often; the bound only keeps made-up ones from filling the memory. */
const mostFound = 1_000;
const found = new Map<string, FoundIntegration | undefined>();

function findIntegration(resource: string): FoundIntegration | undefined {
  if (!found.has(resource)) {
    if (found.size >= mostFound) found.clear();
    found.set(resource, integrationOf(resource));
  }
  return found.get(resource);
}

function integrationOf(resource: string): FoundIntegration | undefined {
  const parsed = parseTaskResource(resource);
  if (parsed === undefined) return undefined;
  if (parsed.kind === 'function') return { integration: lambdaFunction, action: resource };
  const { resourceType, isCallback, isJob } = parsed;
  const action = parsed.action.replace(pattern, '');
  const [family, sdkName] = resourceType.split(':');
  if (family === 'aws-sdk') {
    const service = sdkServices[sdkName ?? ''];
    if (service === undefined || isJob || action.includes('.')) return undefined;
    return { integration: createAwsSdkIntegration(service), action };
  }
  const name = `${resourceType}:${action}`;
  const integration = Object.hasOwn(optimised, name) ? optimised[name] : undefined;
  if (integration === undefined || (isCallback && withoutCallback.test(name))) return undefined;
  if (isJob && !jobs.has(name)) return undefined;
  return { integration, action };
}

/** Calls services for tasks, each under the role of its machine, or that of its `Credentials`. */
export function createTaskCaller(kernel: Kernel, http: HttpReach): TaskCaller {
  return async ({ resource, parameters, roleArn }, execution) => {
    const called = findIntegration(resource);
    if (called === undefined) throw new Error(`no integration for the resource ${resource}`);
    const { integration, action } = called;
    const caller = { kind: 'role', roleArn: roleArn ?? execution.roleArn, sessionName: execution.name } as const;
    try {
      const output = await integration.perform({
        action,
        get parameters() {
          return JSON.parse(parameters) as Json;
        },
        parametersText: parameters,
        execution,
        call: (service, operation, input) => kernel.call({ service, operation, input, caller }),
        authorise: (service, access) => kernel.authorise(service, caller, access),
        http,
        requestId: () => kernel.identifiers.uuid(),
      });
      return { kind: 'task-answered', output };
    } catch (error) {
      return { kind: 'task-failed', failure: toFailure(error, integration.naming, kernel.identifiers.uuid()) };
    }
  };
}
