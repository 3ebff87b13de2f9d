import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Answer, KillableProcess } from './killable-client.ts';
import { arns } from './small-system.ts';

/** What was acknowledged to clients, and what nobody answered. */
export interface Ledger {
  readonly executions: Set<string>;
  /** By name, of executions: status and instant of the end, as they were seen first. */
  readonly ended: Map<string, string>;
  readonly reports: { readonly token: string; readonly output: string }[];
  /** By key: the highest number acknowledged, and the highest that was sent. */
  readonly items: Map<string, { acknowledged: number; sent: number }>;
  readonly sent: Set<string>;
  /** Names that a function behind a queue counts. */
  readonly jobs: Set<string>;
  /** How many were deleted before it. */
  readonly deleted: Map<string, number>;
  readonly perhapsDeleted: Set<string>;
  readonly schedules: Set<string>;
  /** Starts that must be asked for again. */
  readonly unanswered: string[];
}

export function createLedger(): Ledger {
  return {
    executions: new Set(),
    ended: new Map(),
    reports: [],
    items: new Map(),
    sent: new Set(),
    jobs: new Set(),
    deleted: new Map(),
    perhapsDeleted: new Set(),
    schedules: new Set(),
    unanswered: [],
  };
}

const url = (queue: string): string => `http://h/${queue}`;
let lastNumber = 0;

function nextName(prefix: string): string {
  lastNumber += 1;
  return `${prefix}-${lastNumber}`;
}

/** So that executions end under load too, instead of piling up. */
const mostOpenExecutions = 12;

/** Calls, each drawn from `random`, until the process no longer answers or `isOver`. */
export async function putUnderLoad(
  runtime: KillableProcess,
  ledger: Ledger,
  random: () => number,
  isOver: () => boolean,
): Promise<void> {
  const actions = [start, start, answer, answer, write, write, send, sendJob, takeMessage, plan];
  while (!isOver()) {
    const action = actions[Math.floor(random() * actions.length)]!;
    const { kind } = await action(runtime, ledger, random);
    if (kind === 'in-doubt') return;
    await sleep(random() * 12);
  }
}

async function start(runtime: KillableProcess, ledger: Ledger, random: () => number): Promise<Answer> {
  if (ledger.executions.size - ledger.ended.size >= mostOpenExecutions) return answer(runtime, ledger);
  return startNamed(runtime, ledger, ledger.unanswered.pop() ?? nextName(`e${Math.floor(random() * 10)}`));
}

/** Starts an execution that waits as many tenths of a second as its name says. */
export async function startNamed(runtime: KillableProcess, ledger: Ledger, name: string): Promise<Answer> {
  const answered = await runtime.call('AWSStepFunctions.StartExecution', {
    stateMachineArn: arns.alias,
    name,
    input: JSON.stringify({ seconds: Number(name[1]) / 10 }),
  });
  // One that has ended meanwhile was started before, without an answer.
  const isStarted = answered.kind === 'done' || (answered.kind === 'refused' && /AlreadyExists/.test(answered.code));
  if (isStarted) ledger.executions.add(name);
  else ledger.unanswered.push(name);
  return answered;
}

/** Answers a question of an execution, then takes it out of the queue. */
export async function answer(runtime: KillableProcess, ledger: Ledger): Promise<Answer> {
  const received = await runtime.call('AmazonSQS.ReceiveMessage', { QueueUrl: url('questions') });
  const [message] = messagesOf(received);
  if (message === undefined) return received;
  const { token, name } = JSON.parse(message.Body) as { token: string; name: string };
  const output = JSON.stringify({ answered: name });
  const reported = await runtime.call('AWSStepFunctions.SendTaskSuccess', { taskToken: token, output });
  if (reported.kind === 'done') ledger.reports.push({ token, output });
  if (reported.kind === 'in-doubt') return reported;
  return runtime.call('AmazonSQS.DeleteMessage', {
    QueueUrl: url('questions'),
    ReceiptHandle: message.ReceiptHandle,
  });
}

async function write(runtime: KillableProcess, ledger: Ledger, random: () => number): Promise<Answer> {
  const key = `item-${Math.floor(random() * 20)}`;
  const item = ledger.items.get(key) ?? { acknowledged: 0, sent: 0 };
  ledger.items.set(key, item);
  item.sent += 1;
  const n = item.sent;
  const answered = await runtime.call('DynamoDB_20120810.UpdateItem', {
    TableName: 'counts',
    Key: { pk: { S: key } },
    UpdateExpression: 'SET n = :n',
    ConditionExpression: 'attribute_not_exists(n) OR n < :n',
    ExpressionAttributeValues: { ':n': { N: String(n) } },
  });
  if (answered.kind === 'done') item.acknowledged = Math.max(item.acknowledged, n);
  return answered;
}

async function send(runtime: KillableProcess, ledger: Ledger): Promise<Answer> {
  const body = nextName('m');
  const answered = await runtime.call('AmazonSQS.SendMessage', { QueueUrl: url('fired'), MessageBody: body });
  if (answered.kind === 'done') ledger.sent.add(body);
  return answered;
}

async function sendJob(runtime: KillableProcess, ledger: Ledger): Promise<Answer> {
  const body = nextName('job');
  const answered = await runtime.call('AmazonSQS.SendMessage', { QueueUrl: url('jobs'), MessageBody: body });
  if (answered.kind === 'done') ledger.jobs.add(body);
  return answered;
}

async function takeMessage(runtime: KillableProcess, ledger: Ledger): Promise<Answer> {
  const deletedBefore = ledger.deleted.size;
  const received = await runtime.call('AmazonSQS.ReceiveMessage', { QueueUrl: url('fired') });
  const [message] = messagesOf(received);
  if (message === undefined) return received;
  const { Body, ReceiptHandle } = message;
  const position = ledger.deleted.get(Body) ?? deletedBefore;
  expect(position, `${Body} was deleted and came again`).toBeGreaterThanOrEqual(deletedBefore);
  const deleted = await runtime.call('AmazonSQS.DeleteMessage', { QueueUrl: url('fired'), ReceiptHandle });
  if (deleted.kind === 'done') ledger.deleted.set(Body, ledger.deleted.size);
  else ledger.perhapsDeleted.add(Body);
  return deleted;
}

async function plan(runtime: KillableProcess, ledger: Ledger, random: () => number): Promise<Answer> {
  const name = nextName('s');
  // Some fall due while the power is off.
  const at = new Date(Date.now() + 1_000 + random() * 3_000).toISOString().slice(0, 19);
  const answered = await runtime.createSchedule(name, {
    ScheduleExpression: `at(${at})`,
    ActionAfterCompletion: 'DELETE',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: arns.queue('scheduled'), RoleArn: arns.role, Input: name },
  });
  if (answered.kind === 'done') ledger.schedules.add(name);
  return answered;
}

export function messagesOf(received: Answer): readonly { readonly Body: string; readonly ReceiptHandle: string }[] {
  if (received.kind !== 'done') return [];
  return (received.output.Messages ?? []) as { Body: string; ReceiptHandle: string }[];
}

/** Holds what the runtime answers after a recovery against what was acknowledged before. */
export async function expectAcknowledged(runtime: KillableProcess, ledger: Ledger): Promise<void> {
  await Promise.all([
    ...[...ledger.items.keys()].map((key) => expectItem(runtime, ledger, key)),
    ...ledger.reports.slice(-20).map((report) => expectReported(runtime, report)),
    expectExecutions(runtime, ledger),
  ]);
}

async function expectItem(runtime: KillableProcess, ledger: Ledger, key: string): Promise<void> {
  const { acknowledged, sent } = ledger.items.get(key)!;
  const { output } = done(
    await runtime.call('DynamoDB_20120810.GetItem', { TableName: 'counts', Key: { pk: { S: key } } }),
  );
  const { Item } = output as { Item?: { n: { N: string } } };
  const n = Number(Item?.n.N ?? 0);
  expect(n, key).toBeGreaterThanOrEqual(acknowledged);
  expect(n, key).toBeLessThanOrEqual(sent);
}

async function expectReported(runtime: KillableProcess, report: Ledger['reports'][number]): Promise<void> {
  const { token, output } = report;
  const again = await runtime.call('AWSStepFunctions.SendTaskSuccess', { taskToken: token, output });
  expect(again, 'a report that was acknowledged is over').toEqual({ kind: 'refused', code: 'TaskTimedOut' });
}

/** All that were started are there, and those that were seen to have ended have ended as they had. */
async function expectExecutions(runtime: KillableProcess, ledger: Ledger): Promise<void> {
  const missing = new Set(ledger.executions);
  for await (const { name, status, stopDate } of listExecutions(runtime)) {
    missing.delete(name);
    const ended = `${status} at ${stopDate}`;
    expect(ended, name).toBe(ledger.ended.get(name) ?? ended);
    if (status !== 'RUNNING') ledger.ended.set(name, ended);
  }
  expect([...missing]).toEqual([]);
}

async function* listExecutions(runtime: KillableProcess) {
  let nextToken: unknown;
  do {
    const page = { stateMachineArn: arns.machine, maxResults: 1000, ...(nextToken !== undefined && { nextToken }) };
    const { output } = done(await runtime.call('AWSStepFunctions.ListExecutions', page));
    yield* output.executions as { name: string; status: string; stopDate?: number }[];
    nextToken = output.nextToken;
  } while (nextToken !== undefined);
}

export function done(answered: Answer): Extract<Answer, { kind: 'done' }> {
  expect(answered.kind).toBe('done');
  return answered as Extract<Answer, { kind: 'done' }>;
}
