import { createSkipClock, type SkipClock } from '../../../../local/clock/skip-clock.ts';
import { AwsError } from '../../../../local/kernel/aws-error.ts';
import { createKernel } from '../../../../local/kernel/dispatcher.ts';
import { createFaults, type Faults } from '../../../../local/kernel/faults.ts';
import type { Kernel } from '../../../../local/kernel/kernel.ts';
import { createMeter } from '../../../../local/kernel/meter.ts';
import { createObserver, type ObservedEvent } from '../../../../local/kernel/observer.ts';
import {
  type AccessRequest,
  administrator,
  type CallContext,
  type ServiceName,
} from '../../../../local/kernel/service.ts';
import { createWork } from '../../../../local/kernel/work.ts';
import {
  createStepFunctionsService,
  type StepFunctionsService,
} from '../../../../local/services/step-functions/step-functions-service.ts';

export const startMs = Date.parse('2026-03-10T17:00:00Z');
export const roleArn = 'arn:aws:iam::111122223333:role/machine';
export const machineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:orders';

interface RecordedCall {
  readonly service: ServiceName;
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into inputs of every shape.
  readonly input: any;
  readonly caller: CallContext['caller'];
}

export interface World {
  readonly kernel: Kernel;
  readonly clock: SkipClock;
  readonly faults: Faults;
  readonly stepFunctions: StepFunctionsService;
  readonly calls: RecordedCall[];
  readonly observed: ObservedEvent[];
  readonly access: AccessRequest[];
  readonly unhandled: unknown[];
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape.
  states(operation: string, input?: unknown): Promise<any>;
  /** Creates the machine `orders`; its first state is where it starts. */
  create(states: Readonly<Record<string, object>>): Promise<string>;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape.
  run(states: Readonly<Record<string, object>>, input?: unknown): Promise<any>;
  settle(): Promise<void>;
}

export function definitionOf(states: Readonly<Record<string, object>>): string {
  return JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });
}

type Answers = Partial<Record<ServiceName, Readonly<Record<string, (input: never) => unknown>>>>;

/** A kernel with Step Functions and, for every other service, the answers that the test gives. */
export function createWorld(answers: Answers = {}): World {
  const unhandled: unknown[] = [];
  const calls: RecordedCall[] = [];
  const access: AccessRequest[] = [];
  const observed: ObservedEvent[] = [];
  const work = createWork((error) => unhandled.push(error));
  const clock = createSkipClock(startMs, work);
  const observer = createObserver(() => clock.nowMs());
  observer.subscribe((event) => observed.push(event));
  const faults = createFaults();
  const kernel = createKernel({
    accountId: '111122223333',
    region: 'eu-west-1',
    clock,
    seed: 1,
    work,
    meter: createMeter(),
    observer,
    faults,
    authorise: (_service, _caller, requests) => {
      access.push(...requests);
    },
  });
  for (const [name, operations] of Object.entries(answers)) {
    const service = name as ServiceName;
    kernel.register({
      name: service,
      operations: Object.fromEntries(
        Object.entries(operations).map(([operation, answer]) => [
          operation,
          {
            access: () => [],
            // biome-ignore lint/suspicious/noExplicitAny: the test that gives the answer knows the input.
            handle: (input: any, { caller }: CallContext) => {
              calls.push({ service, operation, input, caller });
              return answer(input as never);
            },
          },
        ]),
      ),
    });
  }
  const stepFunctions = createStepFunctionsService(kernel);
  kernel.register(stepFunctions.service);
  const world: World = {
    kernel,
    clock,
    faults,
    stepFunctions,
    calls,
    observed,
    access,
    unhandled,
    states: (operation, input = {}) => kernel.call({ service: 'states', operation, input, caller: administrator }),
    async create(states) {
      const made = await world.states('CreateStateMachine', {
        name: 'orders',
        definition: definitionOf(states),
        roleArn,
      });
      return made.stateMachineArn;
    },
    async run(states, input = {}) {
      const stateMachineArn = await world.create(states);
      const { executionArn } = await world.states('StartExecution', { stateMachineArn, input: JSON.stringify(input) });
      await world.settle();
      return world.states('DescribeExecution', { executionArn });
    },
    settle: () => clock.runThrough(clock.nowMs()),
  };
  return world;
}

/** What Lambda answers for a function that returned `result`. */
export function returned(result: unknown): object {
  return { StatusCode: 200, ExecutedVersion: '7', Payload: Buffer.from(JSON.stringify(result)) };
}

/** What Lambda answers for a function that threw. */
export function threw(errorType: string, errorMessage: string): object {
  return { ...returned({ errorType, errorMessage }), FunctionError: 'Unhandled' };
}

export function awsError(code: string, message: string): AwsError {
  return new AwsError(code, message);
}
