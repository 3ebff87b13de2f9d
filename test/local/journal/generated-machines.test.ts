import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../../local/kernel/identifiers.ts';
import { administrator } from '../../../local/kernel/service.ts';
import { createRuntime, type Runtime } from '../../../local/runtime.ts';
import { type Answerer, answerQuestions, createAnswerer, receiveQuestions } from './answer-questions.ts';
import { doubles, type GeneratedMachine, generatedMachine } from './generate-machine.ts';
import { type Call, startMs } from './power-cut.ts';
import { roleArn, writeScriptedSystem } from './scripted-system.ts';
import { expectWellFormed, type WireEvent } from './well-formed-history.ts';

/*
 * Machines and inputs that nobody wrote, through the runtime's own API: none brings it down, none is stuck, and whatever
 * instant the power is cut at, the executions are recovered as they were and end as they would have.
 */

/** CI sets more. */
const runs = Number(process.env.MACHINE_RUNS ?? 10);
const seed = process.env.MACHINE_SEED === undefined ? {} : { seed: Number(process.env.MACHINE_SEED) };

/** Questions are answered this often. */
const roundMs = 5_000;
/** Far more than a machine needs: one that still runs then is stuck. */
const mostRounds = 2_000;

const root = mkdtempSync(join(tmpdir(), 'generated-machines-'));
let assembly: string;
beforeAll(async () => {
  assembly = await writeScriptedSystem();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What lasts beside the data directory when the power is cut: what clients know. */
interface Clients {
  readonly answerer: Answerer;
  readonly acknowledged: Map<string, readonly WireEvent[]>;
  round: number;
  /** What the round is at: letting time pass, or answering. */
  stage: 'time' | 'answers';
}

interface End {
  readonly description: Readonly<Record<string, unknown>>;
  readonly history: readonly WireEvent[];
}

interface Run {
  readonly ends: ReadonlyMap<string, End>;
  /** Items of the table of what takes effect once. */
  readonly effects: unknown;
}

it('any machine ends, and does so the same way and in the same state when the power is cut at any event', {
  timeout: 60_000 + runs * 2_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(generatedMachine, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      async (machines, runtimeSeed) => {
        const directory = mkdtempSync(join(root, 'run-'));
        try {
          const cut = createCut(join(directory, 'first'), join(directory, 'copy'), createRandom(runtimeSeed));
          const undisturbed = await play(join(directory, 'first'), runtimeSeed, machines, { cut });
          await expectSameAfterwards(join(directory, 'first'), runtimeSeed, undisturbed);
          const clients = cut.clients();
          if (clients === undefined) return;
          const recovered = await play(join(directory, 'copy'), runtimeSeed, machines, { clients, undisturbed });
          expect(outcomes(recovered)).toEqual(outcomes(undisturbed));
          expect(recovered.effects).toEqual(undisturbed.effects);
        } finally {
          rmSync(directory, { recursive: true, force: true });
        }
      },
    ),
    { numRuns: runs, ...seed },
  );
});

interface Cut {
  watch(runtime: Runtime, clients: Clients): void;
  /** What clients knew when it was cut; `undefined` where nothing happened. */
  clients(): Clients | undefined;
}

/**
 * Copies the directory within the turn of an event: exactly what a process that is killed there leaves behind. All events
 * are equally likely, though nobody knows how many there will be: the n-th takes the place of the one before with a chance
 * of 1 in n.
 */
function createCut(directory: string, copy: string, random: () => number): Cut {
  let left: Clients | undefined;
  return {
    watch(runtime, clients) {
      let events = 0;
      runtime.kernel.observer.subscribe(() => {
        events += 1;
        if (random() * events >= 1) return;
        rmSync(copy, { recursive: true, force: true });
        cpSync(directory, copy, { recursive: true });
        left = structuredClone(clients);
      });
    },
    clients: () => left,
  };
}

interface PlayOptions {
  readonly cut?: Cut;
  /** Of the run that was cut, which this one goes on from. */
  readonly clients?: Clients;
  readonly undisturbed?: Run;
}

async function play(
  dataDirectory: string,
  runtimeSeed: number,
  machines: readonly GeneratedMachine[],
  { cut, clients: left, undisturbed }: PlayOptions,
): Promise<Run> {
  const unhandled: unknown[] = [];
  const runtime = await createRuntime({
    clock: { kind: 'skip', startMs },
    seed: runtimeSeed,
    dataDirectory,
    onUnhandled: (error) => unhandled.push(error),
    prepare: async (prepared) => {
      if (left !== undefined) await expectFolded(callOf(prepared), left, undisturbed!);
      await prepared.deploy(assembly);
    },
  });
  try {
    const call = callOf(runtime);
    if (left === undefined) await startAll(call, machines);
    const clients: Clients = left ?? { answerer: createAnswerer(), acknowledged: new Map(), round: 0, stage: 'time' };
    cut?.watch(runtime, clients);
    watchHistories(runtime, clients, machines.length);
    for (;;) {
      expect(clients.round, 'an execution is stuck').toBeLessThan(mostRounds);
      await runtime.runThrough(startMs + clients.round * roundMs);
      if (clients.stage === 'time') await receiveQuestions(clients.answerer, call);
      clients.stage = 'answers';
      await answerQuestions(clients.answerer, call);
      if (!(await isAnyRunning(call, machines.length))) break;
      clients.round += 1;
      clients.stage = 'time';
    }
    await runtime.kernel.work.whenIdle();
    expect(unhandled).toEqual([]);
    const ends = await readAll(call, machines.length);
    for (const { description, history } of ends.values()) expectWellFormed(history, String(description.status));
    return { ends, effects: await call('dynamodb', 'Scan', { TableName: doubles.table }) };
  } finally {
    await runtime.close();
  }
}

/** Answers when what it answers is on disk, as the port does. */
function callOf(runtime: Runtime): Call {
  return async (service, operation, input = {}) => {
    const output = await runtime.kernel.call({ service, operation, input, caller: administrator });
    await runtime.flushed();
    return output as never;
  };
}

const arnOf = (index: number): string => `arn:aws:states:eu-west-1:111122223333:execution:m-${index}:x-${index}`;

async function startAll(call: Call, machines: readonly GeneratedMachine[]): Promise<void> {
  for (const [index, { definition, input }] of machines.entries()) {
    const { stateMachineArn } = await call('states', 'CreateStateMachine', {
      name: `m-${index}`,
      roleArn,
      definition: JSON.stringify(definition),
    });
    await call('states', 'StartExecution', { stateMachineArn, name: `x-${index}`, input: JSON.stringify(input) });
  }
}

async function isAnyRunning(call: Call, count: number): Promise<boolean> {
  for (let index = 0; index < count; index += 1) {
    const { status } = await call('states', 'DescribeExecution', { executionArn: arnOf(index) });
    if (status === 'RUNNING') return true;
  }
  return false;
}

/** Reads one history or another every few events, and keeps what was answered. */
function watchHistories(runtime: Runtime, { acknowledged }: Clients, count: number): void {
  const call = callOf(runtime);
  let events = 0;
  runtime.kernel.observer.subscribe(() => {
    events += 1;
    if (events % 3 !== 0) return;
    const executionArn = arnOf((events / 3) % count);
    runtime.kernel.work.start('a client', async () => {
      acknowledged.set(executionArn, await historyOf(call, executionArn));
    });
  });
}

async function historyOf(call: Call, executionArn: string): Promise<readonly WireEvent[]> {
  const events: WireEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await call<{ events: WireEvent[]; nextToken?: string }>('states', 'GetExecutionHistory', {
      executionArn,
      maxResults: 1000,
      ...(nextToken !== undefined && { nextToken }),
    });
    events.push(...page.events);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

async function readAll(call: Call, count: number): Promise<Map<string, End>> {
  const ends = new Map<string, End>();
  for (let index = 0; index < count; index += 1) {
    const executionArn = arnOf(index);
    const description = await call('states', 'DescribeExecution', { executionArn });
    ends.set(executionArn, { description, history: await historyOf(call, executionArn) });
  }
  return ends;
}

/** Before it goes on, a recovered execution is what it was at some event from the last one that a client saw onwards. */
async function expectFolded(call: Call, { acknowledged }: Clients, undisturbed: Run): Promise<void> {
  for (const [executionArn, { history }] of undisturbed.ends) {
    const recovered = await historyOf(call, executionArn);
    expect(recovered).toEqual(history.slice(0, recovered.length));
    expect(recovered.length).toBeGreaterThanOrEqual(acknowledged.get(executionArn)?.length ?? 0);
  }
}

async function expectSameAfterwards(dataDirectory: string, runtimeSeed: number, { ends }: Run): Promise<void> {
  const runtime = await createRuntime({ clock: { kind: 'skip', startMs }, seed: runtimeSeed, dataDirectory });
  try {
    expect(await readAll(callOf(runtime), ends.size)).toEqual(ends);
  } finally {
    await runtime.close();
  }
}

/** What must be the same although calls were made again: all but the ids of requests. */
function outcomes({ ends }: Run): unknown {
  const withoutRequestIds = (text: unknown) =>
    String(text).replace(/Request ?Id"?: ?\[?"?[0-9a-f-]{36}/gi, 'RequestId');
  return [...ends].map(([arn, { description }]) => {
    const { status, output, error, cause, startDate, stopDate } = description;
    return [arn, status, withoutRequestIds(output), error, withoutRequestIds(cause), startDate, stopDate];
  });
}
