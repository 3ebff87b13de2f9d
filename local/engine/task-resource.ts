/** The `Resource` of a Task, taken apart. */
export type TaskResource =
  | { readonly kind: 'function'; readonly resource: string; readonly isCallback: false; readonly isJob: false }
  | {
      readonly kind: 'service';
      readonly resource: string;
      /** As the history has it: `lambda`, `aws-sdk:sfn`. */
      readonly resourceType: string;
      /** As the history has it: `invoke.waitForTaskToken`. */
      readonly action: string;
      /** `.waitForTaskToken`: the call is only the beginning, a report with the token ends the task. */
      readonly isCallback: boolean;
      /** `.sync`, `.sync:2`: the call starts a job, whose end ends the task. A report with the token does so as well. */
      readonly isJob: boolean;
    };

const functionArn = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:.+$/;
const integrationArn = /^arn:[^:]+:states:[^:]*:[^:]*:((?:aws-sdk:)?[^:]+):([^:]+(?::2)?)$/;

/** Absent for text that is neither a Lambda function's ARN nor that of a service integration. */
export function parseTaskResource(resource: string): TaskResource | undefined {
  if (functionArn.test(resource)) return { kind: 'function', resource, isCallback: false, isJob: false };
  const match = integrationArn.exec(resource);
  if (match === null) return undefined;
  const [, resourceType, action] = match as unknown as [string, string, string];
  const isCallback = action.endsWith('.waitForTaskToken');
  return { kind: 'service', resource, resourceType, action, isCallback, isJob: /\.sync(?::2)?$/.test(action) };
}
