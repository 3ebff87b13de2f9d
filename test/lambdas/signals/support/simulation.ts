/**
 * The protocol's real handlers, over a table and executions in memory, as something that `explore` can take through every
 * order of their calls: deliveries, crashes, late Lambdas, timeouts, redrives, duplicates, operators.
 *
 * Held in every state (P2, P3, P4, P6, P7) and in every state of rest (P1, P5):
 * P1  no signal is lost: it is consumed, reported, or waits for a type that nobody accepts yet
 * P2  a chain of runs consumes a signal once
 * P3  of two accepted signals, the older one that was stored earlier is delivered earlier
 * P4  one run at a time: none begins or goes on after a later one began
 * P5  a start event makes a run, and one only
 * P6  a signal is consumed or reported, never both, and none is pending for ever after the close
 * P7  what was cleaned is in the checkpoint, or was reported
 * P8  an activity takes effect once, or looks before it does again
 */
import { ExecutionAlreadyExists, ExecutionDoesNotExist, TaskTimedOut } from '@aws-sdk/client-sfn';
import type { Delivery, Instance } from '../../../../lambdas/signals/protocol/items.ts';
import type { Choice, Subject } from './explore.ts';
import { fingerprintOf } from './fingerprint.ts';
import {
  beginMs,
  createFleet,
  type Fleet,
  type Invocation,
  type OperatorCommand,
  tableName,
  workflow,
} from './fleet.ts';
import { type Item, MemoryTables } from './memory-table.ts';
import { narrowAnswer, narrowRefusal } from './narrow.ts';
import { operatorChoices } from './operator-choices.ts';
import type { Call } from './process.ts';
import { runChoices } from './run-choices.ts';
import {
  type Budget,
  beginExecution,
  budgetOf,
  type Checkpoint,
  type Execution,
  type Scenario,
  type Weakness,
} from './scenario.ts';
import { bodyOf, keyOfSignal, type Letter, nameOfKey, nameOfSignal, signalTypeOf } from './signals.ts';
import { describeRun, historyOfRun, runOf, sweepChoices } from './sweeping.ts';
import { type StateOfRest, violationAtRest } from './violation-at-rest.ts';
import { violationByLateRun, violationByOrder, violationByRepair, violationInTable } from './violation-on-the-way.ts';

export class Simulation implements Subject {
  readonly tables = new MemoryTables();
  readonly stored: string[] = [];
  readonly reported = new Set<string>();
  private readonly scenario: Scenario;
  private readonly weakness: Weakness;
  private readonly executions = new Map<number, Execution>();
  private readonly messages: number[];
  private readonly left: Budget;
  /** Moves on only where a new run has to wait. */
  private nowMs = beginMs;
  /** Activities that had begun when an operator fenced their run: the time that is waited covers them. */
  private waitedFor: Invocation[] = [];
  private readonly effects = new Set<string>();
  private readonly fleet: Fleet;
  private invocations: Invocation[] = [];
  private problem: string | undefined;

  /** A workflow whose start event has been handled and whose first wait after it rests, before anything else comes. */
  static async begun(scenario: Scenario, weakness?: Weakness): Promise<Simulation> {
    const simulation = new Simulation(scenario, weakness);
    const isStart = (index: number) => scenario.signals[index] === 'S';
    simulation.messages.forEach((_, index) => {
      simulation.messages[index] = isStart(index) ? 1 : 0;
    });
    for (;;) {
      const next = simulation.choices().find(({ isFault }) => !isFault);
      if (!next) break;
      await next.take();
    }
    simulation.messages.forEach((_, index) => {
      simulation.messages[index] = isStart(index) ? 0 : 1;
    });
    return simulation;
  }

  constructor(scenario: Scenario, weakness: Weakness = {}) {
    this.scenario = scenario;
    this.weakness = weakness;
    this.messages = scenario.signals.map(() => 1);
    this.left = budgetOf(scenario);
    this.fleet = createFleet(() => this.nowMs);
  }

  choices(): readonly Choice[] {
    const choices: Choice[] = [];
    const add = (label: () => string, take: () => Promise<void>, isFault = false) =>
      choices.push({ label, isFault, take });

    this.messages.forEach((count, index) => {
      const named = (what: string) => () => `message ${nameOfSignal(this.scenario.signals, index)} is ${what}`;
      if (count > 0) add(named('delivered'), () => this.deliver(index));
      if (this.left.duplicates > 0) add(named('duplicated'), async () => this.duplicate(index), true);
    });
    for (const invocation of this.invocations) {
      const next = () => this.fleet.nextStep(invocation);
      if (!this.isWaitingForLater(invocation)) add(next, () => this.step(invocation));
      if (this.left.crashes > 0 && invocation.kind !== 'activity')
        add(
          () => `CRASH before ${next()}`,
          () => this.crash(invocation),
          true,
        );
      const { kind, process } = invocation;
      const isAtWork = this.isHeard(invocation) && 'token' in invocation && kind !== 'activity' && !process.ending;
      if (this.left.lateLambdas > 0 && isAtWork)
        add(
          () => `${invocation.label} is given up on, and goes on`,
          () => this.giveUpOn(invocation),
          true,
        );
    }
    choices.push(
      ...runChoices(this.executions.values(), this.scenario, this.left, {
        redrive: (execution) => this.redrive(execution),
        timeOut: (execution) => this.timeOut(execution),
        fail: (execution) => this.fail(execution),
      }),
    );
    const instance = this.instance();
    const isAlone = !this.invocations.some(({ kind }) => kind === 'operator');
    if (isAlone || this.scenario.operatorsAtOnce)
      choices.push(...operatorChoices(instance, this.left, (what, run) => this.operate(what, run)));
    const startAfterMs = Date.parse(instance?.startAfter ?? '');
    if (startAfterMs > this.nowMs && this.isWaitedFor().length === 0)
      add(() => 'the longest activity is over', this.passTime(startAfterMs));
    const { executions, invocations, nowMs, left } = this;
    const act = { sweep: () => this.sweep(), passTime: (untilMs: number) => this.passTime(untilMs) };
    choices.push(...sweepChoices({ instance, executions, invocations, nowMs, left }, act));
    return choices;
  }

  private isWaitingForLater({ process: { parked } }: Invocation): boolean {
    return parked?.call.command === 'WaitUntilCommand' && parked.call.input.atMs > this.nowMs;
  }

  private async operate(what: OperatorCommand, run: number): Promise<void> {
    this.left[what === 'restart' ? 'restarts' : 'terminations'] -= 1;
    await this.begin(this.fleet.operator(what, run));
  }

  private isWaitedFor(): readonly Invocation[] {
    return this.waitedFor.filter((one) => this.invocations.includes(one));
  }

  private passTime(untilMs: number): () => Promise<void> {
    return async () => {
      this.nowMs = untilMs;
    };
  }

  private async sweep(): Promise<void> {
    this.left.sweeps -= 1;
    await this.begin(this.fleet.sweeper());
  }

  private async deliver(index: number): Promise<void> {
    this.messages[index]! -= 1;
    const invocation = this.fleet.router(
      nameOfSignal(this.scenario.signals, index),
      bodyOf(index, this.scenario.signals[index]!),
      index,
    );
    await this.begin(invocation);
    // To receive a message and to make its first call are one step: a crash between the two is no delivery at all.
    await this.step(invocation);
  }

  private duplicate(index: number): void {
    this.left.duplicates -= 1;
    this.messages[index]! += 1;
  }

  private async step(invocation: Invocation): Promise<void> {
    if (invocation.process.ending) return this.finish(invocation);
    await invocation.process.release((call) => this.answer(call, invocation));
    this.checkTable();
    // What a router or an await answers is no step of its own: a crash before it is a duplicate, or not heard.
    const { ending } = invocation.process;
    const isUnanswered = ['router', 'await', 'operator', 'sweeper'].includes(invocation.kind);
    if (ending && (!this.isHeard(invocation) || isUnanswered)) await this.finish(invocation);
  }

  private async crash(invocation: Invocation): Promise<void> {
    this.left.crashes -= 1;
    this.remove(invocation);
    await this.callFailed(invocation);
  }

  private async giveUpOn(invocation: Invocation): Promise<void> {
    this.left.lateLambdas -= 1;
    await this.callFailed(invocation);
  }

  private async timeOut(execution: Execution): Promise<void> {
    this.left.timeouts -= 1;
    if (this.weakness.machine === 'drops carry on timeout') execution.carry = [];
    execution.position += 1;
    await this.enterNext(execution);
  }

  private async fail(execution: Execution): Promise<void> {
    this.left.redrives -= 1;
    this.end(execution, 'failed');
  }

  private end(execution: Execution, status: 'done' | 'fenced' | 'failed' | 'aborted'): void {
    execution.status = status;
    this.comeToRest(execution);
    if (status === 'failed' || status === 'aborted') execution.token = '';
  }

  /** Only the sweeper asks when: without it, states that differ in nothing else are the same. */
  private comeToRest(execution: Execution): void {
    if (this.scenario.sweeps !== undefined) execution.quietSinceMs = this.nowMs;
  }

  private async redrive(execution: Execution): Promise<void> {
    execution.status = 'running';
    execution.redriveCount += 1;
    execution.retryCount = 0;
    await this.invoke(execution);
  }

  // ---- Lambda invocations ----------------------------------------------------------------------------------------------

  private async begin(invocation: Invocation): Promise<void> {
    this.invocations.push(invocation);
    await invocation.begin();
  }

  private remove(invocation: Invocation): void {
    this.invocations = this.invocations.filter((other) => other !== invocation);
  }

  /** Somebody waits for what the invocation answers. */
  private isHeard(invocation: Invocation): boolean {
    if (!('token' in invocation)) return true;
    const execution = this.executions.get(invocation.run);
    return execution?.status === 'running' && execution.token === invocation.token;
  }

  private async finish(invocation: Invocation): Promise<void> {
    this.remove(invocation);
    const ending = invocation.process.ending!;
    if (invocation.kind === 'router') {
      const failed =
        ending.kind === 'threw' || (ending.value as { batchItemFailures: unknown[] }).batchItemFailures.length;
      if (failed) this.problem ??= `${invocation.label} failed`;
      return;
    }
    if (invocation.kind === 'operator' || invocation.kind === 'sweeper') {
      if (ending.kind === 'threw') this.problem ??= `${invocation.label} failed: ${ending.error.message}`;
      return;
    }
    if (!this.isHeard(invocation)) return;
    const execution = this.executions.get(invocation.run)!;
    if (ending.kind === 'threw') {
      // Its lease lasts as long as it may work: no retry is due sooner.
      if (ending.error.name === 'ActivityInProgress') {
        this.end(execution, 'failed');
        return;
      }
      if (ending.error.name === 'Fenced') this.end(execution, 'fenced');
      else await this.callFailed(invocation);
      return;
    }
    switch (invocation.kind) {
      case 'load':
        return this.loaded(execution, ending.value as { carry: string[]; checkpoint: Checkpoint | null });
      case 'continue':
        this.end(execution, 'done');
        return;
      case 'close': {
        const outcome = ending.value as { closed: boolean } & Delivery;
        if (outcome.closed) this.end(execution, 'done');
        else await this.consume(execution, outcome, this.scenario.closeAccepts);
        return;
      }
      case 'activity':
        return this.enterNext(execution);
      case 'await':
        this.comeToRest(execution);
        return;
    }
  }

  /** As its caller sees it, the invocation failed. */
  private async callFailed(invocation: Invocation): Promise<void> {
    if (invocation.kind === 'router') {
      this.messages[invocation.index]! += 1;
      return;
    }
    if (invocation.kind === 'operator') return this.begin(this.fleet.operator(invocation.what, invocation.run));
    // The next sweep is another one.
    if (invocation.kind === 'sweeper') return;
    if (!this.isHeard(invocation)) return;
    const execution = this.executions.get(invocation.run)!;
    execution.retryCount += 1;
    await this.invoke(execution);
  }

  private async invoke(execution: Execution): Promise<void> {
    const { run, seq, retryCount, applied, position, carry, at } = execution;
    execution.token = `${run}.${seq}.${execution.redriveCount}.${retryCount}`;
    execution.quietSinceMs = undefined;
    if (at === 'activity') return this.begin(this.fleet.activity(run, execution.token, applied.at(-1)!));
    const redriveCount = this.weakness.machine === 'restarts the count on redrive' ? 0 : execution.redriveCount;
    const accepts = at === 'close' ? this.scenario.closeAccepts : (this.scenario.waits[position] ?? '');
    const input = {
      workflow: { ...workflow, run },
      token: execution.token,
      seq,
      redriveCount,
      retryCount,
      accepts: [...accepts].map((letter) => signalTypeOf(letter as Letter)),
      checkpoint: { phase: at, position, applied },
      carry,
      timeoutSeconds: 60,
      definitionVersion: '1',
    };
    await this.begin(this.fleet.lambda(at, run, execution.token, input));
  }

  private async enterNext(execution: Execution): Promise<void> {
    const { position, run } = execution;
    execution.seq += 1;
    execution.retryCount = 0;
    if (this.scenario.continueAt === position && run === 1) execution.at = 'continue';
    else execution.at = position < this.scenario.waits.length ? 'await' : 'close';
    await this.invoke(execution);
  }

  private async loaded(
    execution: Execution,
    { carry, checkpoint }: { carry: string[]; checkpoint: Checkpoint | null },
  ) {
    this.checkNoLaterRun(execution);
    execution.loaded = true;
    execution.carry = carry;
    execution.position = checkpoint?.position ?? 0;
    execution.applied = checkpoint?.applied ?? [];
    await this.enterNext(execution);
  }

  private async consume(execution: Execution, { signal, carry }: Delivery, accepts: string): Promise<void> {
    this.checkNoLaterRun(execution);
    const key = signal.sk;
    if (execution.applied.includes(key))
      this.problem ??= `P2: run ${execution.run} consumes ${nameOfKey(this.scenario.signals, key)} twice`;
    this.problem ??= violationByOrder(this.state(), execution, key, accepts, this.stored);
    execution.applied = [...execution.applied, key];
    execution.carry = carry;
    execution.position += 1;
    if (!this.scenario.hasActivities) return this.enterNext(execution);
    execution.at = 'activity';
    execution.retryCount = 0;
    await this.invoke(execution);
  }

  // ---- what the clients' calls do ----------------------------------------------------------------------------------------

  private async answer(original: Call, invocation: Invocation): Promise<unknown> {
    const call = this.weakness.call?.(original, invocation, this) ?? original;
    try {
      const output = await this.perform(call);
      return narrowAnswer(this.weakness.answer?.(output, call, invocation, this) ?? output, call, invocation.kind);
    } catch (error) {
      throw narrowRefusal(this.weakness.refusal?.(error, call, invocation, this) ?? error);
    }
  }

  private async perform({ service, command, input }: Call): Promise<unknown> {
    if (service === 'dynamodb') {
      const before = this.instance();
      const output = this.tables.execute(command, input);
      if (input.ExpressionAttributeValues?.[':seen']) this.problem ??= violationByRepair(this.state(), before);
      if (command === 'PutCommand' && input.Item.pendingSince) this.stored.push(input.Item.sk);
      if (command === 'UpdateCommand' && input.ExpressionAttributeValues[':startAfter'])
        this.waitedFor = this.invocations.filter(({ kind }) => kind === 'activity');
      return output;
    }
    switch (command) {
      case 'StartExecutionCommand':
        return this.start(JSON.parse(input.input).run);
      case 'StopExecutionCommand':
        return this.stop(runOf(input.executionArn));
      case 'DescribeExecutionCommand':
        return describeRun(this.executions.get(runOf(input.executionArn)));
      case 'GetExecutionHistoryCommand':
        return historyOfRun(this.executions.get(runOf(input.executionArn))!);
      case 'WaitUntilCommand':
        return {};
      case 'ActCommand':
        return this.act(input);
      case 'SendTaskSuccessCommand':
        return this.succeed(input.taskToken, JSON.parse(input.output));
      case 'PutEventsCommand':
        return this.report(JSON.parse(input.Entries[0].Detail).eventId);
      default:
        throw new TypeError(`nothing answers ${command}`);
    }
  }

  private async start(run: number): Promise<unknown> {
    const existing = this.executions.get(run);
    if (existing && existing.status !== 'running')
      throw new ExecutionAlreadyExists({ message: 'Execution Already Exists', $metadata: {} });
    if (!existing) {
      const execution = beginExecution(run);
      this.executions.set(run, execution);
      await this.invoke(execution);
    }
    return { executionArn: `run ${run}` };
  }

  private stop(run: number): unknown {
    const execution = this.executions.get(run);
    if (!execution) throw new ExecutionDoesNotExist({ message: 'Execution Does Not Exist', $metadata: {} });
    if (execution.status === 'running') this.end(execution, 'aborted');
    return {};
  }

  private act({ run, key, looksFirst }: { run: number; key: string; looksFirst: boolean }): unknown {
    this.checkNoLaterRun(this.executions.get(run)!);
    if (this.effects.has(key) && !looksFirst)
      this.problem ??= `P8: run ${run} acts on ${nameOfKey(this.scenario.signals, key)} a second time`;
    this.effects.add(key);
    return {};
  }

  private async succeed(token: string, delivery: Delivery): Promise<unknown> {
    const execution = [...this.executions.values()].find((one) => one.token === token);
    if (execution?.status !== 'running' || execution.at !== 'await')
      throw new TaskTimedOut({ message: 'Task Timed Out', $metadata: {} });
    await this.consume(execution, delivery, this.scenario.waits[execution.position]!);
    return {};
  }

  private report(eventId: string): unknown {
    const index = Number(eventId.replace('undeliverable.event-', ''));
    this.reported.add(keyOfSignal(index));
    return { FailedEntryCount: 0 };
  }

  violation(): string | undefined {
    return this.problem;
  }

  private checkNoLaterRun(execution: Execution): void {
    this.problem ??= violationByLateRun(this.state(), execution);
  }

  checkTable(): void {
    this.problem ??= violationInTable(this.state());
  }

  violationAtRest(): string | undefined {
    return violationAtRest(this.state());
  }

  private state(): StateOfRest {
    return {
      scenario: this.scenario,
      instance: this.instance(),
      executions: this.executions,
      signalItems: this.signalItems(),
      reported: this.reported,
      show: (key) => nameOfKey(this.scenario.signals, key),
    };
  }

  fingerprint(): string {
    return fingerprintOf({
      tables: this.tables,
      seesPrevious: this.weakness.call !== undefined,
      invocations: this.invocations.map((one) => ({ ...one, isHeard: this.isHeard(one) })),
      executions: this.executions.values(),
      order: this.scenario.signals.length > 2 ? this.stored : [],
      sets: [this.reported, this.effects],
      rest: [this.messages, this.left, this.nowMs, this.isWaitedFor().map(({ label }) => label)],
    });
  }

  instance(): Instance | undefined {
    return this.tables.find(tableName, `${workflow.type}#${workflow.id}`, 'instance') as Instance | undefined;
  }

  signalItems(): readonly Item[] {
    return [...this.tables.items.values()].filter(({ sk }) => String(sk).startsWith('signal#'));
  }
}
