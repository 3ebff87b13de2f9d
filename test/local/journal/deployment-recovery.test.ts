import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAssembly } from '../assembly/write-assembly.ts';
import { type Call, createPowerStation, type PowerStation, startMs } from './power-cut.ts';

let station: PowerStation;
/** What the next runtime is prepared with. */
let assembly: string | undefined;
beforeEach(() => {
  assembly = undefined;
  station = createPowerStation({
    async prepare({ deploy }) {
      if (assembly !== undefined) await deploy(assembly);
    },
  });
});
afterEach(() => station.end());

const minuteMs = 60_000;
const machineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:orders';

/** A machine with its version and an alias that moves gradually, and a function with the code `word`. */
const write = (word: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> => {
  const roleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
  const Resources = {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: ['lambda', 'states'].map((service) => ({
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: `${service}.amazonaws.com` },
          })),
        },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'say',
        Description: word,
        Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: roleArn,
      },
    },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'orders',
        RoleArn: roleArn,
        DefinitionString: JSON.stringify({ StartAt: word, States: { [word]: { Type: 'Succeed' } } }),
      },
    },
    Version: {
      Type: 'AWS::StepFunctions::StateMachineVersion',
      Properties: {
        StateMachineArn: { Ref: 'Machine' },
        StateMachineRevisionId: { 'Fn::GetAtt': ['Machine', 'StateMachineRevisionId'] },
      },
    },
    Live: {
      Type: 'AWS::StepFunctions::StateMachineAlias',
      Properties: {
        Name: 'live',
        DeploymentPreference: {
          StateMachineVersionArn: { Ref: 'Version' },
          Type: 'CANARY',
          Percentage: 10,
          Interval: 30,
        },
      },
    },
    ...more,
  };
  return writeAssembly({ Orders: { Resources } }, {}, `export const handler = async () => '${word}';`);
};
const shares = async (call: Call): Promise<Readonly<Record<string, number>>> => {
  const { routingConfiguration } = await call<{
    routingConfiguration: ReadonlyArray<{ readonly stateMachineVersionArn: string; readonly weight: number }>;
  }>('states', 'DescribeStateMachineAlias', { stateMachineAliasArn: `${machineArn}:live` });
  return Object.fromEntries(
    routingConfiguration.map((route) => [route.stateMachineVersionArn.split(':').at(-1), route.weight]),
  );
};
const say = async (call: Call): Promise<string> => {
  const { Payload } = await call<{ Payload: Uint8Array }>('lambda', 'Invoke', { FunctionName: 'say' });
  return JSON.parse(Buffer.from(Payload).toString());
};

describe('deployments and a power cut', () => {
  it('one that was moving traffic is done with by the deployment of the next start, at once', async () => {
    const before = await station.start();
    await before.runtime.deploy(await write('first'));
    assembly = await write('second');
    // The cut leaves it where it is.
    void before.runtime.deploy(assembly);
    await before.runtime.runThrough(startMs + 5 * minuteMs);
    expect(await shares(before.call)).toEqual({ 1: 90, 2: 10 });
    const after = await station.cutPower(before);
    expect(await shares(after.call)).toEqual({ 2: 100 });
    await after.runtime.runThrough(startMs + 60 * minuteMs);
    expect(await shares(after.call)).toEqual({ 2: 100 });
  });

  it('an update that fails after it is taken back to what was deployed before it, code included', async () => {
    const before = await station.start();
    await before.runtime.deploy(await write('first'));
    const after = await station.cutPower(before);
    const invalid = { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: '{}', RoleArn: 'x' } };
    await expect(after.runtime.deploy(await write('second', { Invalid: invalid }))).rejects.toThrow(
      /^Orders\/Invalid .*\(Orders is what it was before\)$/s,
    );
    expect(await say(after.call)).toBe('first');
    expect(await shares(after.call)).toEqual({ 1: 100 });
  });
});
