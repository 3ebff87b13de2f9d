/**
 * The protocol's real handlers over the local runtime's own DynamoDB and Step Functions: a state machine of Load, Await and
 * Close runs on the engine, its Lambda calls are invocations that park, and nothing else stands between. Slower than
 * `Simulation`, so for fewer faults; what it adds is everything that the fake table and executions there could get wrong.
 */
import { createKernel } from '../../../../local/kernel/dispatcher.ts';
import { createFaults } from '../../../../local/kernel/faults.ts';
import type { Kernel } from '../../../../local/kernel/kernel.ts';
import { createMeter } from '../../../../local/kernel/meter.ts';
import { createObserver } from '../../../../local/kernel/observer.ts';
import { administrator, type ServiceName } from '../../../../local/kernel/service.ts';
import { createWork } from '../../../../local/kernel/work.ts';
import { createDynamoDbService } from '../../../../local/services/dynamodb/dynamodb-service.ts';
import { createStepFunctionsService } from '../../../../local/services/step-functions/step-functions-service.ts';
import type { Choice, Subject } from './explore.ts';
import { createFleet, type Fleet, type Invocation, tableName } from './fleet.ts';
import { callKernel } from './kernel-clients.ts';
import { ManualClock } from './manual-clock.ts';
import { bodyOf, keyOfSignal, type Letter } from './signals.ts';
import { type SkeletonOptions, skeleton } from './skeleton.ts';

export interface LocalScenario extends SkeletonOptions {
  readonly signals: readonly Letter[];
  /** How often each may happen in one course. Default: never. */
  readonly crashes?: number;
  readonly timeouts?: number;
  readonly duplicates?: number;
}

/** Retries of the state machine are due sooner than this, timeouts of waits later. Unit: milliseconds. */
const retriesAreDueWithinMs = 10_000;
/** Tasks other than waits time out within that: while one is under way, no wait is close to its end. Unit: milliseconds. */
const longestTaskMs = 3_600_000;

interface Running {
  readonly invocation: Invocation;
  /** Lets the caller of a Lambda hear how it ended; a router has none. */
  readonly answer?: (output: object) => void;
}

export class LocalSimulation implements Subject {
  private readonly scenario: LocalScenario;
  private readonly kernel: Kernel;
  private readonly clock = new ManualClock(Date.parse('2026-03-01T12:00:00Z'));
  private readonly fleet: Fleet = createFleet();
  private readonly messages: number[];
  private readonly reported = new Set<string>();
  private running: Running[] = [];
  private readonly left: { crashes: number; timeouts: number; duplicates: number };
  private problem: string | undefined;

  static async create(scenario: LocalScenario): Promise<LocalSimulation> {
    const simulation = new LocalSimulation(scenario);
    await simulation.deploy();
    return simulation;
  }

  private constructor(scenario: LocalScenario) {
    this.scenario = scenario;
    this.messages = scenario.signals.map(() => 1);
    const { crashes = 0, timeouts = 0, duplicates = 0 } = scenario;
    this.left = { crashes, timeouts, duplicates };
    this.kernel = createKernel({
      accountId: '111122223333',
      region: 'eu-west-1',
      clock: this.clock,
      seed: 1,
      work: createWork((error) => {
        this.problem ??= `the runtime failed: ${error}`;
      }),
      meter: createMeter(),
      observer: createObserver(this.clock.nowMs.bind(this.clock)),
      faults: createFaults(),
      authorise: () => {},
    });
    this.kernel.register(createDynamoDbService(this.kernel).service);
    this.kernel.register(createStepFunctionsService(this.kernel).service);
    this.kernel.register({
      name: 'lambda',
      operations: { Invoke: { access: () => [], handle: (input) => this.invoke(input) } },
    });
    this.kernel.register({
      name: 'events',
      operations: { PutEvents: { access: () => [], handle: ({ Entries }) => this.report(Entries[0].Detail) } },
    });
  }

  private async deploy(): Promise<void> {
    await this.call('dynamodb', 'CreateTable', {
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
    const { stateMachineVersionArn } = (await this.call('states', 'CreateStateMachine', {
      name: 'legwork-booking',
      roleArn: 'arn:aws:iam::111122223333:role/machine',
      definition: JSON.stringify(skeleton(this.scenario)),
      publish: true,
    })) as { stateMachineVersionArn: string };
    await this.call('states', 'CreateStateMachineAlias', {
      name: 'live',
      routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
    });
  }

  // ---- what may happen next ------------------------------------------------------------------------------------------

  choices(): readonly Choice[] {
    const choices: Choice[] = [];
    this.messages.forEach((count, index) => {
      const label = () => `message ${this.scenario.signals[index]} is delivered`;
      if (count > 0) choices.push({ label, isFault: false, take: () => this.deliver(index) });
      // That of the start event is left to the exploration in memory: here it would make six times as many courses.
      if (this.left.duplicates > 0 && index > 0) {
        const again = () => `message ${this.scenario.signals[index]} is duplicated`;
        choices.push({ label: again, isFault: true, take: async () => this.duplicate(index) });
      }
    });
    for (const one of this.running) {
      const next = () => this.fleet.nextStep(one.invocation);
      choices.push({ label: next, isFault: false, take: () => this.step(one) });
      if (this.left.crashes > 0)
        choices.push({ label: () => `CRASH before ${next()}`, isFault: true, take: () => this.crash(one) });
    }
    if (this.clock.isDueWithin(retriesAreDueWithinMs))
      choices.push({ label: () => 'a retry is due', isFault: false, take: () => this.fireNext() });
    if (this.left.timeouts > 0 && this.clock.isFirstDueAfter(longestTaskMs))
      choices.push({ label: () => 'the wait times out', isFault: true, take: () => this.timeOut() });
    return choices;
  }

  private duplicate(index: number): void {
    this.left.duplicates -= 1;
    this.messages[index]! += 1;
  }

  private async timeOut(): Promise<void> {
    this.left.timeouts -= 1;
    await this.fireNext();
  }

  private async deliver(index: number): Promise<void> {
    this.messages[index]! -= 1;
    const letter = this.scenario.signals[index]!;
    const one: Running = { invocation: this.fleet.router(letter, bodyOf(index, letter), index) };
    this.running.push(one);
    await one.invocation.begin();
    await this.step(one);
  }

  private async step(one: Running): Promise<void> {
    const { process } = one.invocation;
    await process.release((call) => callKernel(this.kernel, call));
    if (process.ending) this.end(one);
    await this.settle();
  }

  private end(one: Running): void {
    this.running = this.running.filter((other) => other !== one);
    const ending = one.invocation.process.ending!;
    if (ending.kind === 'returned') {
      if (one.invocation.kind === 'router' && JSON.stringify(ending.value) !== '{"batchItemFailures":[]}')
        this.problem ??= `${one.invocation.label} failed`;
      one.answer?.({ StatusCode: 200, Payload: Buffer.from(JSON.stringify(ending.value)) });
      return;
    }
    one.answer?.(failed(ending.error.name));
  }

  private async crash(one: Running): Promise<void> {
    this.left.crashes -= 1;
    this.running = this.running.filter((other) => other !== one);
    if (one.invocation.kind === 'router') this.messages[one.invocation.index]! += 1;
    one.answer?.(failed('Runtime.ExitError'));
    await this.settle();
  }

  private async fireNext(): Promise<void> {
    this.clock.fireNext();
    await this.settle();
  }

  /** The engine works in promises alone, so once the event loop turns, everything is parked. */
  private async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  // ---- services that the state machine and the handlers call -------------------------------------------------------------

  private async invoke({ FunctionName, Payload }: { FunctionName: string; Payload: Uint8Array }): Promise<object> {
    const input = JSON.parse(Buffer.from(Payload).toString());
    const { workflow, seq = 0, redriveCount = 0, retryCount = 0 } = input;
    const name = `${workflow.run}.${seq}.${redriveCount}.${retryCount}`;
    const invocation = this.fleet.lambda(FunctionName as 'load', workflow.run, name, input);
    const { promise, resolve } = Promise.withResolvers<object>();
    this.running.push({ invocation, answer: resolve });
    await invocation.begin();
    return promise;
  }

  private report(detail: string): object {
    this.reported.add(keyOfSignal(Number(JSON.parse(detail).eventId.replace('undeliverable.event-', ''))));
    return { FailedEntryCount: 0, Entries: [{ EventId: '1' }] };
  }

  private call(service: ServiceName, operation: string, input: object): Promise<unknown> {
    return this.kernel.call({ service, operation, input, caller: administrator });
  }

  // ---- what has to hold ----------------------------------------------------------------------------------------------------

  private async items(): Promise<readonly StoredItem[]> {
    const scan = { service: 'dynamodb', command: 'ScanCommand', input: { TableName: tableName, ConsistentRead: true } };
    const { Items } = (await callKernel(this.kernel, scan)) as { Items: StoredItem[] };
    return Items;
  }

  private async executions(): Promise<ReadonlyArray<{ readonly executionArn: string; readonly status: string }>> {
    const stateMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:legwork-booking';
    const output = await this.call('states', 'ListExecutions', { stateMachineArn });
    return (output as { executions: Array<{ executionArn: string; status: string }> }).executions;
  }

  /** P2, P6 and P7, of what is stored. */
  async violation(): Promise<string | undefined> {
    const items = await this.items();
    const applied = items.find(({ sk }) => sk === 'instance')?.checkpoint?.applied ?? [];
    if (new Set(applied).size < applied.length) this.problem ??= 'P2: a signal was consumed twice';
    for (const { sk, pendingSince } of items) {
      if (!sk.startsWith('signal#')) continue;
      if (this.reported.has(sk) && applied.includes(sk)) this.problem ??= `P6: ${sk} was consumed and reported`;
      if (pendingSince === undefined && !applied.includes(sk) && !this.reported.has(sk))
        this.problem ??= `P7: ${sk} was cleaned, and no checkpoint contains it`;
    }
    return this.problem;
  }

  /** P1, P5 and P6: everything was consumed or reported, by one run that closed. */
  async violationAtRest(): Promise<string | undefined> {
    const items = await this.items();
    const instance = items.find(({ sk }) => sk === 'instance');
    if (instance?.status !== 'closed') return `P1: the instance is ${instance?.status}`;
    const statuses = (await this.executions()).map(({ status }) => status);
    if (statuses.join() !== 'SUCCEEDED') return `P5: the executions are ${statuses}`;
    const applied = instance.checkpoint?.applied ?? [];
    for (const { sk, pendingSince } of items) {
      if (!sk.startsWith('signal#')) continue;
      if (pendingSince !== undefined) return `P6: ${sk} is pending for ever`;
      if (applied.includes(sk) === this.reported.has(sk)) return `P6: ${sk} is neither consumed nor reported, or both`;
    }
    return undefined;
  }

  async fingerprint(): Promise<string> {
    const histories: unknown[] = [];
    for (const { executionArn } of await this.executions()) {
      const { events } = (await this.call('states', 'GetExecutionHistory', { executionArn, maxResults: 1_000 })) as {
        events: Array<{ timestamp: Date }>;
      };
      histories.push(events.map(({ timestamp: _, ...event }) => event));
    }
    const invocations = this.running.map(({ invocation: { label, process } }) => `${label}|${process.told}`).sort();
    return JSON.stringify([await this.items(), histories, invocations, this.messages, this.left, [...this.reported]]);
  }
}

interface StoredItem {
  readonly sk: string;
  readonly status?: string;
  readonly pendingSince?: string;
  readonly checkpoint?: { readonly applied: readonly string[] };
}

const failed = (errorType: string): object => ({
  StatusCode: 200,
  FunctionError: 'Unhandled',
  Payload: Buffer.from(JSON.stringify({ errorType, errorMessage: '' })),
});
