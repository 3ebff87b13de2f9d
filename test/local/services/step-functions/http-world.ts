import { onTestFinished } from 'vitest';
import { administrator, type ServiceName } from '../../../../local/kernel/service.ts';
import { createRuntime, type RequestHandler } from '../../../../local/runtime.ts';
import { writeAssembly } from '../../assembly/write-assembly.ts';

/** 2026-03-01T00:00:00Z */
const startMs = 1_772_323_200_000;

type HandledRequest = Parameters<RequestHandler>[0];

/** Answers in the process what it is asked, and remembers it. */
export const inProcessOrigin = 'https://api.example.com';

export const apiKeyAuthorization = {
  AuthorizationType: 'API_KEY',
  AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'X-Api-Key', ApiKeyValue: 'k-1' } },
};

/** What the role of a machine must be allowed for an HTTP task, and no more. */
export const leastPrivileges: readonly object[] = [
  {
    Effect: 'Allow',
    Action: 'states:InvokeHTTPEndpoint',
    Resource: 'arn:aws:states:eu-west-1:111122223333:stateMachine:caller',
    Condition: {
      StringEquals: { 'states:HTTPMethod': ['GET', 'POST'] },
      StringLike: {
        'states:HTTPEndpoint': ['https://api.example.com/*', 'http://127.0.0.1:*', 'http://elsewhere.example/*'],
      },
    },
  },
  {
    Effect: 'Allow',
    Action: 'events:RetrieveConnectionCredentials',
    Resource: { 'Fn::GetAtt': ['Connection', 'Arn'] },
  },
  {
    Effect: 'Allow',
    Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    Resource: { 'Fn::GetAtt': ['Connection', 'SecretArn'] },
  },
];

interface CallerOptions {
  /** Default: an API key. */
  readonly authorization?: object;
  /** Default: `leastPrivileges`. */
  readonly statements?: readonly object[];
}

/** A stack with a machine `caller` whose one state is an HTTP task that is made of its input. */
export function callerTemplate({
  authorization = apiKeyAuthorization,
  statements = leastPrivileges,
}: CallerOptions = {}): object {
  const Call = {
    Type: 'Task',
    Resource: 'arn:aws:states:::http:invoke',
    Arguments: '{% $merge([{"InvocationConfig": {"ConnectionArn": $connection}}, $states.input]) %}',
    End: true,
  };
  const Know = { Type: 'Pass', Assign: { connection: 'CONNECTION' }, Output: '{% $states.input %}', Next: 'Call' };
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Know', States: { Know, Call } });
  const [before, after] = definition.split('CONNECTION');
  return {
    Resources: {
      Connection: { Type: 'AWS::Events::Connection', Properties: { Name: 'example', ...authorization } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }],
          },
        },
      },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'caller',
          Roles: [{ Ref: 'Role' }],
          PolicyDocument: { Version: '2012-10-17', Statement: statements },
        },
      },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        DependsOn: 'Policy',
        Properties: {
          StateMachineName: 'caller',
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          DefinitionString: { 'Fn::Join': ['', [before, { 'Fn::GetAtt': ['Connection', 'Arn'] }, after]] },
        },
      },
    },
  };
}

export interface Ended {
  readonly executionArn: string;
  readonly status: string;
  readonly output: string;
  readonly error: string;
  readonly cause: string;
}

/** The machine deployed, with `inProcessOrigin` answered by `answer`. */
export async function createHttpWorld({
  answer = () => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' }),
  ...options
}: CallerOptions & { readonly answer?: (request: HandledRequest) => Awaited<ReturnType<RequestHandler>> } = {}) {
  const runtime = await createRuntime({ clock: { kind: 'skip', startMs }, seed: 1 });
  onTestFinished(() => runtime.close());
  const seen: HandledRequest[] = [];
  runtime.answerInProcess(inProcessOrigin, async (request) => {
    seen.push(request);
    return answer(request);
  });
  const deploy = async (changed: CallerOptions): Promise<void> => {
    await runtime.deploy(await writeAssembly({ Caller: callerTemplate(changed) }));
  };
  await deploy(options);
  const call = async <Output>(service: ServiceName, operation: string, input: unknown): Promise<Output> =>
    (await runtime.kernel.call({ service, operation, input, caller: administrator })) as Output;
  const run = async (task: object): Promise<Ended> => {
    const stateMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:caller';
    const input = JSON.stringify({ Method: 'GET', ...task });
    const { executionArn } = await call<Ended>('states', 'StartExecution', { stateMachineArn, input });
    await runtime.runThrough(runtime.kernel.clock.nowMs());
    return call<Ended>('states', 'DescribeExecution', { executionArn });
  };
  return { runtime, seen, deploy, call, run };
}
