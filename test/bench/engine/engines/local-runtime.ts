import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kernel } from '../../../../local/kernel/kernel.ts';
import { administrator } from '../../../../local/kernel/service.ts';
import type { Definition, Engine, Json } from './engine.ts';
import { openKernel, roleArn } from './open-kernel.ts';

/**
 * Our own, as a client meets it: all services, every call through the kernel with its authorisation, the machine's calls under
 * its role, the whole history written. What is missing of the runtime is the port, and Lambda with its worker threads.
 */
export async function openLocalRuntime(definition: Definition): Promise<Engine> {
  const { kernel } = await openKernel();
  return openEngine(kernel, definition);
}

/** The same with a data directory: a call is answered, and a batch through, when it is on disk. */
export async function openLocalRuntimeWithJournal(definition: Definition): Promise<Engine> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-journal-'));
  const { kernel } = await openKernel(directory);
  return {
    ...(await openEngine(kernel, definition)),
    close() {
      kernel.journal.close();
      rmSync(directory, { recursive: true });
    },
  };
}

async function openEngine(kernel: Kernel, definition: Definition): Promise<Engine> {
  const call = (operation: string, input: object): Promise<unknown> =>
    kernel.call({ service: 'states', operation, input, caller: administrator });
  const machine = { name: 'bench', definition: JSON.stringify(definition), roleArn };
  const { stateMachineArn } = (await call('CreateStateMachine', machine)) as { readonly stateMachineArn: string };

  const start = (input: Json): Promise<unknown> => {
    const answer = call('StartExecution', { stateMachineArn, input: JSON.stringify(input) });
    return kernel.journal.isDurable ? whenWritten(answer) : answer;
  };
  /** As the port does before it answers. */
  const whenWritten = async (answer: Promise<unknown>): Promise<unknown> => {
    const answered = await answer;
    await kernel.journal.flushed();
    return answered;
  };
  const startAll = async (inputs: readonly Json[]): Promise<readonly string[]> => {
    const answers = await Promise.all(inputs.map(start));
    await kernel.work.whenIdle();
    await kernel.journal.flushed();
    return answers.map(arnOf);
  };
  const describe = (executionArn: string) =>
    call('DescribeExecution', { executionArn }) as Promise<{ readonly status: string; readonly output?: string }>;
  /** Page by page, as a client would. */
  const countHistory = async (executionArn: string): Promise<number> => {
    let count = 0;
    let nextToken: string | undefined;
    do {
      const page = { executionArn, maxResults: 1000, ...(nextToken === undefined ? {} : { nextToken }) };
      const answer = (await call('GetExecutionHistory', page)) as HistoryPage;
      count += answer.events.length;
      nextToken = answer.nextToken;
    } while (nextToken !== undefined);
    return count;
  };

  return {
    async run(inputs) {
      const executionArns = await startAll(inputs);
      return {
        outputs: async () => (await Promise.all(executionArns.map(describe))).map(outputOf),
        historyLengths: () => Promise.all(executionArns.map(countHistory)),
      };
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

function arnOf(answer: unknown): string {
  return (answer as { readonly executionArn: string }).executionArn;
}

interface HistoryPage {
  readonly events: readonly unknown[];
  readonly nextToken?: string;
}

function outputOf({ status, output }: { readonly status: string; readonly output?: string }): Json {
  if (status !== 'SUCCEEDED' || output === undefined) throw new Error(`an execution is ${status}`);
  return JSON.parse(output) as Json;
}
