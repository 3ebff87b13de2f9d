import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDurableJournal } from '../../../local/journal/durable-journal.ts';
import { createRuntime } from '../../../local/runtime.ts';
import { writeAssembly } from '../assembly/write-assembly.ts';
import { type Call, createPowerStation, type PowerStation, startMs } from './power-cut.ts';

let station: PowerStation;
beforeEach(() => {
  station = createPowerStation();
});
afterEach(() => station.end());

const machineArn = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;

/** One pauses for ten seconds, the other one is a Standard machine that starts it and waits for its end. */
const writeMachines = (): Promise<string> => {
  const machine = (name: string, type: string, state: object) => ({
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: name,
      StateMachineType: type,
      DefinitionString: JSON.stringify({ StartAt: 'Only', States: { Only: { ...state, End: true } } }),
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    },
  });
  const states = { Principal: { Service: 'states.amazonaws.com' } };
  const startSync = { Effect: 'Allow', Action: 'states:StartSyncExecution', Resource: machineArn('pause') };
  const Resources = {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...states }] },
        Policies: [{ PolicyName: 'start', PolicyDocument: { Statement: [startSync] } }],
      },
    },
    Pause: machine('pause', 'EXPRESS', { Type: 'Wait', Seconds: 10 }),
    Ask: machine('ask', 'STANDARD', {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
      Parameters: { StateMachineArn: machineArn('pause') },
    }),
  };
  return writeAssembly({ Machines: { Resources } });
};
const start = (call: Call, name: string) => call('states', 'StartExecution', { stateMachineArn: machineArn(name) });

describe('Express executions and a power cut', () => {
  it('EX2: one that was under way begins from the start again, with the definition that it had, and ends once', async () => {
    const before = await station.start();
    await before.runtime.deploy(await writeMachines());
    await start(before.call, 'pause');
    await before.runtime.runUntil(startMs + 6_000);
    await before.call('states', 'DeleteStateMachine', { stateMachineArn: machineArn('pause') });
    const after = await station.cutPower(before);
    const ended: number[] = [];
    after.runtime.kernel.observer.subscribe((event) => {
      if (event.kind === 'execution-ended' && event.machineType === 'EXPRESS') ended.push(event.atMs);
    });
    await after.runtime.runUntil(startMs + 60_000);
    expect(ended).toEqual([startMs + 16_000]);
    expect(after.runtime.report().meter).toMatchObject({ expressRequests: 1, stateTransitions: 0 });
    const again = await station.cutPower(after);
    again.runtime.kernel.observer.subscribe(({ atMs }) => ended.push(atMs));
    await again.runtime.runUntil(startMs + 120_000);
    expect(ended).toEqual([startMs + 16_000]);
  });

  it('EX1: those that ended have left nothing in the journal', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'express-'));
    try {
      const runtime = await createRuntime({ clock: { kind: 'skip', startMs }, seed: 7, dataDirectory });
      const call: Call = async (service, operation, input = {}) =>
        (await runtime.kernel.call({ service, operation, input, caller: { kind: 'administrator' } })) as never;
      await runtime.deploy(await writeMachines());
      for (let count = 0; count < 5; count += 1) await start(call, 'pause');
      await runtime.runUntil(startMs + 60_000);
      expect(runtime.report().meter.expressRequests).toBe(5);
      await runtime.close();
      const journal = createDurableJournal(dataDirectory);
      expect([...journal.load('states/machines')].map(([key]) => key).sort()).toEqual(['ask', 'pause'].map(machineArn));
      expect([...journal.load('states/executions')]).toEqual([]);
      expect(journal.loadList('runtime/events', '')).toEqual([]);
      journal.close();
    } finally {
      rmSync(dataDirectory, { recursive: true, force: true });
    }
  });

  it('EX3: one that a task waited for is gone; the task starts another one', async () => {
    const before = await station.start();
    await before.runtime.deploy(await writeMachines());
    const { executionArn } = await start(before.call, 'ask');
    await before.runtime.runUntil(startMs + 6_000);
    const after = await station.cutPower(before);
    await after.runtime.runUntil(startMs + 60_000);
    expect(await after.call('states', 'DescribeExecution', { executionArn })).toMatchObject({
      status: 'SUCCEEDED',
      stopDate: new Date(startMs + 16_000),
    });
    expect(after.runtime.report().meter.expressRequests).toBe(2);
  });
});
