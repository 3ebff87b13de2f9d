/** The protocol's handlers, an activity, operators and the sweeper as invocations whose calls park; everything else about them is real. */
import { createEventBus } from '../../../../lambdas/gateways/event-bus.ts';
import type { InvocationContext } from '../../../../lambdas/middleware/create-handler.ts';
import { once } from '../../../../lambdas/middleware/once.ts';
import { createOnceStore } from '../../../../lambdas/middleware/once-store.ts';
import { createAwaitSignal } from '../../../../lambdas/signals/await-signal.ts';
import { createCloseWorkflow } from '../../../../lambdas/signals/close-workflow.ts';
import { createContinueAsNew } from '../../../../lambdas/signals/continue-as-new.ts';
import { createLoadRun } from '../../../../lambdas/signals/load-run.ts';
import { forceRestart, startAnnounced } from '../../../../lambdas/signals/protocol/force-restart.ts';
import type { Protocol } from '../../../../lambdas/signals/protocol/protocol.ts';
import { sweepWorkflow } from '../../../../lambdas/signals/protocol/sweep.ts';
import { terminateWorkflow } from '../../../../lambdas/signals/protocol/terminate.ts';
import { createAnnounce } from '../../../../lambdas/signals/protocol/undeliverable.ts';
import { createRouteEvent } from '../../../../lambdas/signals/route-event.ts';
import { silentPlatform } from '../../support/platform.ts';
import { type Call, Process } from './process.ts';

export const tableName = 'Workflows';
export const workflow = { type: 'booking', id: 'B-1' } as const;
const stateMachineArnPrefix = 'arn:aws:states:eu-west-1:111122223333:stateMachine:legwork-';
const now = Date.parse('2026-03-01T12:00:00Z');

interface InvocationBase {
  readonly label: string;
  readonly process: Process;
  readonly begin: () => Promise<void>;
}

export type Invocation =
  | (InvocationBase & { readonly kind: 'router'; readonly index: number })
  | (InvocationBase & {
      readonly kind: 'load' | 'await' | 'activity' | 'continue' | 'close';
      readonly run: number;
      readonly token: string;
    })
  | (InvocationBase & { readonly kind: 'operator'; readonly what: OperatorCommand; readonly run: number })
  | (InvocationBase & { readonly kind: 'sweeper' });

export type OperatorCommand = 'restart' | 'terminate';

/** Not of AWS: whoever sends it waits for an instant. */
class WaitUntilCommand {
  readonly input: { readonly atMs: number };
  constructor(atMs: number) {
    this.input = { atMs };
  }
}

/** Not of AWS: the effect of an activity on the outside world. */
class ActCommand {
  readonly input: { readonly run: number; readonly key: string; readonly looksFirst: boolean };
  constructor(input: ActCommand['input']) {
    this.input = input;
  }
}

export interface Fleet {
  router(name: string, body: string, index: number): Invocation;
  lambda(kind: 'load' | 'await' | 'continue' | 'close', run: number, token: string, input: object): Invocation;
  /** Makes `ActCommand` happen once for the key. */
  activity(run: number, token: string, key: string): Invocation;
  operator(what: OperatorCommand, run: number): Invocation;
  /** Looks at the workflow as one of those that the index has as overdue. */
  sweeper(): Invocation;
  /** What the invocation does when it is let go on. */
  nextStep(invocation: Invocation): string;
}

export const beginMs = now;

export function createFleet(nowMs: () => number = () => now): Fleet {
  const platform = { ...silentPlatform(now), nowMs };

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
    activity(run, token, key) {
      const label = `activity(${token})`;
      const process = new Process(label);
      const act = () => actOnce(process, { ...workflow, run }, token, key, nowMs);
      return { kind: 'activity', label, process, run, token, begin: () => process.run(act) };
    },
    operator(what, run) {
      const label = `${what}(r${run})`;
      const process = new Process(label);
      const command = what === 'restart' ? restart : terminate;
      return {
        kind: 'operator',
        what,
        run,
        label,
        process,
        begin: () => process.run(() => command(process, run, nowMs)),
      };
    },
    sweeper() {
      const label = 'sweeper';
      const process = new Process(label);
      const sweep = () => sweepWorkflow(protocolOf(process, nowMs), workflow);
      return { kind: 'sweeper', label, process, begin: () => process.run(sweep) };
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

function actOnce(
  process: Process,
  caller: typeof workflow & { run: number },
  token: string,
  key: string,
  nowMs: () => number,
) {
  const store = createOnceStore({
    documents: process.client('dynamodb') as never,
    idempotencyTable: 'Idempotency',
    workflowsTable: tableName,
    newOwner: () => token,
  });
  const context = { nowMs, remainingTimeMs: () => 30_000, logger: silentPlatform(now).logger };
  return once(store, { key, workflow: caller }, context, async ({ mayHaveHappened }) => {
    await process.client('world').send(new ActCommand({ run: caller.run, key, looksFirst: mayHaveHappened }));
    return {};
  });
}

/** As the command does it: fence and stop, wait, start. */
async function restart(process: Process, run: number, nowMs: () => number): Promise<void> {
  const protocol = protocolOf(process, nowMs);
  const restarted = await forceRestart(protocol, { ...workflow, run }, 'a test');
  if (!('startAfter' in restarted) || restarted.startAfter === undefined) return;
  await process.client('world').send(new WaitUntilCommand(Date.parse(restarted.startAfter)));
  await startAnnounced(protocol, workflow);
}

async function terminate(process: Process, _run: number, nowMs: () => number): Promise<void> {
  const announce = createAnnounce(createEventBus(process.client('events') as never, 'bus'), nowMs, () => {});
  await terminateWorkflow(protocolOf(process, nowMs), workflow, 'a test', announce);
}

const protocolOf = (process: Process, nowMs: () => number): Protocol => ({
  documents: process.client('dynamodb') as never,
  tableName,
  stepFunctions: process.client('states') as never,
  stateMachineArnPrefix,
  nowMs,
});

const contextOf = (requestId: string): InvocationContext => ({
  awsRequestId: requestId,
  getRemainingTimeInMillis: () => 30_000,
});

function clientsOf(process: Process) {
  return {
    documents: process.client('dynamodb'),
    tableName,
    stepFunctions: process.client('states'),
    stateMachineArnPrefix,
    eventBus: createEventBus(process.client('events') as never, 'bus'),
    queues: process.client('sqs'),
    deadLetterQueueUrl: 'https://sqs/dead-letters',
  };
}

/** For traces: the call, and what of its input tells it from others of the same kind. */
function describe({ command, input }: Call): string {
  const what =
    input.Key?.sk ?? input.Item?.sk ?? input.taskToken ?? input.name ?? input.executionArn?.split(':').at(-1) ?? '';
  const how = /SET #status = :(\w+)/.exec(input.UpdateExpression ?? '')?.[1] ?? '';
  return [command.replace('Command', ''), what, how].filter((text) => text !== '').join(' ');
}
