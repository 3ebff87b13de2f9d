/** The protocol's handlers as invocations whose calls park; everything else about them is real. */
import { createEventBus } from '../../../../lambdas/gateways/event-bus.ts';
import type { InvocationContext } from '../../../../lambdas/middleware/create-handler.ts';
import { createAwaitSignal } from '../../../../lambdas/signals/await-signal.ts';
import { createCloseWorkflow } from '../../../../lambdas/signals/close-workflow.ts';
import { createContinueAsNew } from '../../../../lambdas/signals/continue-as-new.ts';
import { createLoadRun } from '../../../../lambdas/signals/load-run.ts';
import { createRouteEvent } from '../../../../lambdas/signals/route-event.ts';
import { silentPlatform } from '../../support/platform.ts';
import { type Call, Process } from './process.ts';

export const tableName = 'Workflows';
export const workflow = { type: 'booking', id: 'B-1' } as const;
const now = Date.parse('2026-03-01T12:00:00Z');

interface InvocationBase {
  readonly label: string;
  readonly process: Process;
  readonly begin: () => Promise<void>;
}

export type Invocation =
  | (InvocationBase & { readonly kind: 'router'; readonly index: number })
  | (InvocationBase & {
      readonly kind: 'load' | 'await' | 'continue' | 'close';
      readonly run: number;
      readonly token: string;
    });

export interface Fleet {
  router(name: string, body: string, index: number): Invocation;
  lambda(kind: 'load' | 'await' | 'continue' | 'close', run: number, token: string, input: object): Invocation;
  /** What the invocation does when it is let go on. */
  nextStep(invocation: Invocation): string;
}

export function createFleet(): Fleet {
  const platform = silentPlatform(now);

  const begin = (process: Process, requestId: string, create: Create, event: object) => () =>
    process.run(() => create(() => clientsOf(process) as never, platform)(event, contextOf(requestId)));

  return {
    router(name, body, index) {
      const label = `router(${name})`;
      const process = new Process(label);
      const event = { Records: [{ messageId: `message-${index}`, body }] };
      return { kind: 'router', label, process, index, begin: begin(process, label, createRouteEvent, event) };
    },
    lambda(kind, run, token, input) {
      const label = `${kind}(${token})`;
      const process = new Process(label);
      return { kind, label, process, run, token, begin: begin(process, label, factories[kind], input) };
    },
    nextStep: ({ label, process }) =>
      process.parked ? `${label}: ${describe(process.parked.call)}` : `${label}: returns`,
  };
}

type Create = (
  connect: () => never,
  platform: ReturnType<typeof silentPlatform>,
) => (event: unknown, context: InvocationContext) => Promise<unknown>;

const factories: Record<'load' | 'await' | 'continue' | 'close', Create> = {
  load: createLoadRun,
  await: createAwaitSignal,
  continue: createContinueAsNew,
  close: createCloseWorkflow,
};

const contextOf = (requestId: string): InvocationContext => ({
  awsRequestId: requestId,
  getRemainingTimeInMillis: () => 30_000,
});

function clientsOf(process: Process) {
  return {
    documents: process.client('dynamodb'),
    tableName,
    stepFunctions: process.client('states'),
    stateMachineArnPrefix: 'arn:aws:states:eu-west-1:111122223333:stateMachine:legwork-',
    eventBus: createEventBus(process.client('events') as never, 'bus'),
    queues: process.client('sqs'),
    deadLetterQueueUrl: 'https://sqs/dead-letters',
  };
}

/** For traces: the call, and what of its input tells it from others of the same kind. */
function describe({ command, input }: Call): string {
  const what = input.Key?.sk ?? input.Item?.sk ?? input.taskToken ?? input.name ?? '';
  const how = /SET #status = :(\w+)/.exec(input.UpdateExpression ?? '')?.[1] ?? '';
  return [command.replace('Command', ''), what, how].filter((text) => text !== '').join(' ');
}
