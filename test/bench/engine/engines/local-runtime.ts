import { createSkipClock } from '../../../../local/clock/skip-clock.ts';
import { createServices } from '../../../../local/create-services.ts';
import { createInProcessOrigins } from '../../../../local/http/in-process-origins.ts';
import { createIam, type Iam } from '../../../../local/iam/iam.ts';
import { createKernel } from '../../../../local/kernel/dispatcher.ts';
import { createFaults } from '../../../../local/kernel/faults.ts';
import type { Kernel } from '../../../../local/kernel/kernel.ts';
import { createMeter } from '../../../../local/kernel/meter.ts';
import { createObserver } from '../../../../local/kernel/observer.ts';
import { administrator, type Service } from '../../../../local/kernel/service.ts';
import { createWork } from '../../../../local/kernel/work.ts';
import type { Definition, Engine, Json } from './engine.ts';

const accountId = '111122223333';
const roleArn = `arn:aws:iam::${accountId}:role/machine`;
/** The address of queues; nobody calls it. */
const noEndpoint = 'http://127.0.0.1:0';
const startMs = Date.parse('2026-03-10T17:00:00Z');

/**
 * Our own, as a client meets it: all services, every call through the kernel with its authorisation, the machine's calls under
 * its role, the whole history written. What is missing of the runtime is the port, and Lambda with its worker threads.
 */
export async function openLocalRuntime(definition: Definition): Promise<Engine> {
  const kernel = openKernel();
  const call = (operation: string, input: object): Promise<unknown> =>
    kernel.call({ service: 'states', operation, input, caller: administrator });
  const machine = { name: 'bench', definition: JSON.stringify(definition), roleArn };
  const { stateMachineArn } = (await call('CreateStateMachine', machine)) as { readonly stateMachineArn: string };

  const start = async (input: Json): Promise<string> => {
    const answer = await call('StartExecution', { stateMachineArn, input: JSON.stringify(input) });
    return (answer as { readonly executionArn: string }).executionArn;
  };
  const startAll = async (inputs: readonly Json[]): Promise<readonly string[]> => {
    const executionArns = await Promise.all(inputs.map(start));
    await kernel.work.whenIdle();
    return executionArns;
  };
  const describe = (executionArn: string) =>
    call('DescribeExecution', { executionArn }) as Promise<{ readonly status: string; readonly output?: string }>;

  return {
    async run(inputs) {
      const executionArns = await startAll(inputs);
      return { outputs: async () => (await Promise.all(executionArns.map(describe))).map(outputOf) };
    },
    async park(inputs) {
      const executionArns = await startAll(inputs);
      return {
        count: async () => {
          const executions = await Promise.all(executionArns.map(describe));
          return executions.filter(({ status }) => status === 'RUNNING').length;
        },
      };
    },
  };
}

function outputOf({ status, output }: { readonly status: string; readonly output?: string }): Json {
  if (status !== 'SUCCEEDED' || output === undefined) throw new Error(`an execution is ${status}`);
  return JSON.parse(output) as Json;
}

function openKernel(): Kernel {
  const work = createWork((error, label) => {
    throw new Error(`${label} failed`, { cause: error });
  });
  const clock = createSkipClock(startMs, work);
  const observer = createObserver(clock.nowMs);
  const iam = createIam({ accountId, observer });
  const kernel = createKernel({
    accountId,
    region: 'eu-west-1',
    clock,
    seed: 1,
    work,
    meter: createMeter(),
    observer,
    faults: createFaults(),
    authorise: iam.authorise,
  });
  putRole(iam);
  const services = createServices(kernel, {
    iam,
    clockKind: () => 'skip',
    endpoint: () => noEndpoint,
    origins: createInProcessOrigins(),
  });
  for (const service of services.services) kernel.register(service.name === 'lambda' ? lambda : service);
  return kernel;
}

interface Invocation {
  readonly FunctionName: string;
  readonly Payload: Uint8Array;
}

/** In place of the runtime's Lambda: answers every function's input. */
const lambda: Service = {
  name: 'lambda',
  operations: {
    Invoke: {
      access: ({ FunctionName }: Invocation) => [{ action: 'lambda:InvokeFunction', resource: FunctionName }],
      handle: ({ Payload }: Invocation) => ({ StatusCode: 200, ExecutedVersion: '$LATEST', Payload }),
    },
  },
};

function putRole({ roles }: Iam): void {
  const invoke = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' } as const;
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } } as const;
  roles.put({
    arn: roleArn,
    name: 'machine',
    trustPolicy: { Statement: [trust] },
    inlinePolicies: [{ Statement: [invoke] }],
    managedPolicyArns: [],
  });
}
