import { exceedsPayloadLimit } from '../../../engine/limits.ts';
import { readTaskToken } from '../../../engine/task-token.ts';
import type { AccessRequest, Operation } from '../../../kernel/service.ts';
import { machineArnOfExecution } from '../arns.ts';
import type { StepFunctionsContext } from '../context.ts';
import { stepFunctionsErrors } from '../errors.ts';
import type { Happening } from '../execution-loop.ts';

type ByToken = { readonly taskToken: string };
type SuccessInput = ByToken & { readonly output: string };
type FailureInput = ByToken & { readonly error?: string; readonly cause?: string };

/** What a task's worker reports. The first report that ends a task wins; every later one finds it over. */
export function createTaskOperations({ loop }: StepFunctionsContext): Readonly<Record<string, Operation>> {
  const onMachineOfToken =
    (action: string) =>
    ({ taskToken }: ByToken): readonly AccessRequest[] => {
      const target = readTaskToken(taskToken);
      return [{ action, resource: target === undefined ? '*' : machineArnOfExecution(target.executionArn) }];
    };

  const report = async (
    token: string,
    say: (place: { readonly path: readonly number[]; readonly token: string }) => Happening,
  ) => {
    const target = readTaskToken(token);
    if (target === undefined) throw stepFunctionsErrors.invalidToken();
    const execution = loop.find(target.executionArn);
    if (execution === undefined) throw stepFunctionsErrors.taskDoesNotExist();
    const mattered = await loop.deliver(execution, say({ path: target.path, token }));
    if (!mattered) throw stepFunctionsErrors.taskTimedOut();
    return {};
  };

  return {
    SendTaskSuccess: {
      access: onMachineOfToken('states:SendTaskSuccess'),
      handle: ({ taskToken, output }: SuccessInput) => {
        if (readTaskToken(taskToken) === undefined) throw stepFunctionsErrors.invalidToken();
        assertOutput(output);
        return report(taskToken, (place) => ({ kind: 'callback-succeeded', ...place, output }));
      },
    },
    SendTaskFailure: {
      access: onMachineOfToken('states:SendTaskFailure'),
      handle: ({ taskToken, error, cause }: FailureInput) => {
        const failure = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
        return report(taskToken, (place) => ({ kind: 'callback-failed', ...place, failure }));
      },
    },
    SendTaskHeartbeat: {
      access: onMachineOfToken('states:SendTaskHeartbeat'),
      handle: ({ taskToken }: ByToken) => report(taskToken, (place) => ({ kind: 'callback-heartbeat', ...place })),
    },
  };
}

function assertOutput(output: string): void {
  if (exceedsPayloadLimit(output)) throw stepFunctionsErrors.invalidOutput('Output exceeds 262144 bytes');
  try {
    JSON.parse(output);
  } catch (error) {
    if (error instanceof SyntaxError) throw stepFunctionsErrors.invalidOutput(error.message);
    throw error;
  }
}
