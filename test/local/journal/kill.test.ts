import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { createRandom } from '../../../local/kernel/identifiers.ts';
import { bundleKillableProcess } from './bundle-killable-process.ts';
import { startKillableProcess } from './killable-client.ts';
import {
  answer,
  createLedger,
  done,
  expectAcknowledged,
  type Ledger,
  messagesOf,
  putUnderLoad,
  startNamed,
} from './load.ts';
import { arns, writeSmallSystem } from './small-system.ts';

/** CI sets 200. */
const kills = Number(process.env.JOURNAL_KILLS ?? 10);
const seed = Number(process.env.JOURNAL_SEED ?? 1);
const clients = 6;

const directory = mkdtempSync(join(tmpdir(), 'killed-'));
const dataDirectory = join(directory, 'data');
const codeDirectory = join(directory, 'code');
let running: ReturnType<typeof startKillableProcess> | undefined;
afterEach(async () => {
  await running?.killAfter(0);
  rmSync(directory, { recursive: true, force: true });
});

it(`${kills} times killed under load, it keeps all that it acknowledged, and every execution ends as if nothing had been`, {
  timeout: 60_000 + kills * 6_000,
}, async () => {
  mkdirSync(codeDirectory);
  const script = await bundleKillableProcess(codeDirectory);
  const options = { dataDirectory, assembly: await writeSmallSystem(), seed };
  const random = createRandom(seed);
  const ledger = createLedger();
  for (let kill = 0; kill < kills; kill += 1) {
    running = startKillableProcess(script, options);
    // Every fourth dies early, perhaps while it recovers.
    if (kill % 4 === 3) {
      await running.killAfter(random() * 300);
      continue;
    }
    expect(await running.isReady()).toBe(true);
    await expectAcknowledged(running, ledger);
    const load = Array.from({ length: clients }, () => putUnderLoad(running!, ledger, random, () => false));
    await running.killAfter(random() ** 2 * 600);
    await Promise.all(load);
  }
  running = startKillableProcess(script, options);
  expect(await running.isReady()).toBe(true);
  await expectAcknowledged(running, ledger);
  expect(ledger.ended.size, 'some ended between the kills').toBeGreaterThan(kills / 10);
  await startAgain(ledger);
  await answerAll(ledger);
  await expectEnds(ledger);
  await expectMessages(ledger);
  await expectCounts(ledger);
});

/** Starts that nobody answered are asked for again, as clients do. */
async function startAgain(ledger: Ledger): Promise<void> {
  for (const name of ledger.unanswered.splice(0)) await startNamed(running!, ledger, name);
  expect(ledger.unanswered).toEqual([]);
}

async function answerAll(ledger: Ledger): Promise<void> {
  const isRunning = async (): Promise<boolean> => {
    const { output } = done(
      await running!.call('AWSStepFunctions.ListExecutions', {
        stateMachineArn: arns.machine,
        statusFilter: 'RUNNING',
        maxResults: 1,
      }),
    );
    return (output.executions as unknown[]).length > 0;
  };
  while (await isRunning()) {
    for (let count = 0; count < 20; count += 1) await answer(running!, ledger);
    await sleep(20);
  }
}

async function expectEnds(ledger: Ledger): Promise<void> {
  expect(ledger.executions.size).toBeGreaterThan(kills / 4);
  for (const name of ledger.executions) {
    const { output } = done(
      await running!.call('AWSStepFunctions.DescribeExecution', { executionArn: arns.execution(name) }),
    );
    expect(output).toMatchObject({
      status: 'SUCCEEDED',
      output: JSON.stringify([{ answered: name }, { counted: name }]),
    });
  }
}

/** Functions were started again after kills; what they do in one transaction was done once. */
async function expectCounts(ledger: Ledger): Promise<void> {
  const { output } = done(await running!.call('DynamoDB_20120810.Scan', { TableName: 'counts' }));
  const items = output.Items as { pk: { S: string }; n?: { N: string } }[];
  const total = items.find(({ pk }) => pk.S === 'total');
  const counted = items.map(({ pk }) => pk.S).filter((name) => name !== 'total' && !name.startsWith('item-'));
  expect(total?.n?.N).toBe(String(counted.length));
  expect(counted).toEqual(expect.arrayContaining([...ledger.executions, ...ledger.jobs]));
}

async function expectMessages(ledger: Ledger): Promise<void> {
  // Long enough for every message in flight to be visible again, and for every schedule to have fired.
  await sleep(4_000);
  const left = await drain('fired');
  for (const body of ledger.deleted.keys()) expect(left, `${body} was deleted`).not.toContain(body);
  for (const body of ledger.sent) {
    if (!ledger.deleted.has(body) && !ledger.perhapsDeleted.has(body)) expect(left).toContain(body);
  }
  const fired = await drain('scheduled');
  for (const name of ledger.schedules) expect(fired).toContain(name);
}

async function drain(queue: string): Promise<Set<string>> {
  const bodies = new Set<string>();
  for (;;) {
    const received = await running!.call('AmazonSQS.ReceiveMessage', {
      QueueUrl: `http://h/${queue}`,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 3600,
    });
    const messages = messagesOf(received);
    if (messages.length === 0) return bodies;
    for (const { Body } of messages) bodies.add(Body);
  }
}
