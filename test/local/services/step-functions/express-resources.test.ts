import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { createRuntime, type ObservedEvent, type Runtime } from '../../../../local/runtime.ts';
import { writeAssembly } from '../../assembly/write-assembly.ts';

const startMs = Date.parse('2026-03-01T09:00:00Z');
const machineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:check';
const open: Runtime[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((runtime) => runtime.close()));
});

const role = (service: string, actions: readonly string[], resources: readonly unknown[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: service,
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }],
    },
    Policies: [
      {
        PolicyName: 'all',
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: actions, Resource: resources }] },
      },
    ],
  },
});

const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Pause',
  States: { Pause: { Type: 'Wait', Seconds: 10, Output: '{% $states.input %}', End: true } },
};

const template = (type: string) => ({
  Resources: {
    Scheduler: role('scheduler', ['states:StartExecution'], [{ Ref: 'Machine' }]),
    States: role('states', ['logs:CreateLogDelivery'], ['*']),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'check',
        StateMachineType: type,
        DefinitionString: JSON.stringify(definition),
        RoleArn: { 'Fn::GetAtt': ['States', 'Arn'] },
      },
    },
    Version: {
      Type: 'AWS::StepFunctions::StateMachineVersion',
      Properties: { StateMachineArn: { Ref: 'Machine' } },
    },
    Alias: {
      Type: 'AWS::StepFunctions::StateMachineAlias',
      Properties: {
        Name: 'live',
        RoutingConfiguration: [{ StateMachineVersionArn: { 'Fn::GetAtt': ['Version', 'Arn'] }, Weight: 100 }],
      },
    },
  },
});

async function createSubject() {
  const runtime = await createRuntime({ clock: { kind: 'skip', startMs }, seed: 1 });
  open.push(runtime);
  const observed: ObservedEvent[] = [];
  runtime.kernel.observer.subscribe((event) => observed.push(event));
  const deploy = async (type: string) => runtime.deploy(await writeAssembly({ Stack: template(type) }));
  await deploy('EXPRESS');
  const options = {
    region: 'eu-west-1',
    endpoint: runtime.endpoint,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
  return { runtime, observed, options, deploy };
}

describe('an Express machine of a template', () => {
  it('has versions and aliases, and answers over the port when its execution has ended', async () => {
    const { runtime, options } = await createSubject();
    const client = new SFNClient({ ...options, disableHostPrefix: true });
    const answer = client.send(new StartSyncExecutionCommand({ stateMachineArn: `${machineArn}:live`, input: '[1]' }));
    let isAnswered = false;
    const settled = answer.finally(() => {
      isAnswered = true;
    });
    // When the request arrives is the socket's business.
    for (let untilMs = startMs; !isAnswered; untilMs += 1_000) {
      await runtime.runThrough(untilMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { status, output, startDate, stopDate, billingDetails } = await settled;
    expect({ status, output, billingDetails }).toEqual({
      status: 'SUCCEEDED',
      output: '[1]',
      billingDetails: { billedDurationInMilliseconds: 10_000, billedMemoryUsedInMB: 64 },
    });
    expect(stopDate!.getTime() - startDate!.getTime()).toBe(10_000);
    client.destroy();
  });

  it('cannot become a Standard one', async () => {
    const { deploy } = await createSubject();
    await expect(deploy('STANDARD')).rejects.toThrow(`the type of the state machine ${machineArn} cannot be changed`);
  });

  it.each([
    ['a templated target', { Arn: machineArn, Input: '{"by":"schedule"}' }],
    [
      'a universal target',
      {
        Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
        Input: JSON.stringify({ StateMachineArn: machineArn, Name: 'again', Input: '{"by":"schedule"}' }),
      },
    ],
  ])('is started by every firing of a schedule with %s', async (_, target) => {
    const { runtime, observed, options } = await createSubject();
    await new SchedulerClient({ ...options, requestHandler: runtime.requestHandler }).send(
      new CreateScheduleCommand({
        Name: 'watch',
        ScheduleExpression: 'rate(15 minutes)',
        StartDate: new Date(startMs + 900_000),
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { ...target, RoleArn: 'arn:aws:iam::111122223333:role/scheduler' },
      }),
    );
    await runtime.runThrough(startMs + 3 * 900_000 + 10_000);
    expect(observed.filter(({ kind }) => kind === 'execution-ended')).toMatchObject(
      [1, 2, 3].map((firing) => ({ status: 'SUCCEEDED', atMs: startMs + firing * 900_000 + 10_000 })),
    );
    expect(runtime.report()).toMatchObject({
      meter: { expressRequests: 3, stateTransitions: 0, schedulerInvocations: 3 },
      permissions: { missing: [] },
    });
  });
});
