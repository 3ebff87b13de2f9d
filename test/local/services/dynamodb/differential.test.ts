import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as sdk from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDb } from './create-dynamodb.ts';
import { cleaning, course, differentialTables, type Step } from './differential/courses.ts';

/**
 * What this would catch: any expression, key condition, error or returned value that our store answers otherwise than
 * dynalite, whose answers were checked against AWS by its authors. Messages count, too, except that of a syntax error.
 */
const seed = 20_260_301;
const courses = 300;

type Send = (step: Step) => Promise<Record<string, unknown>>;

const server = dynalite({ createTableMs: 0 });
let client: sdk.DynamoDBClient;
const subject = createDynamoDb();
const answered = { reads: 0, writes: 0, refusals: 0 };

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new sdk.DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  for (const definition of differentialTables) {
    await subject.call('CreateTable', definition);
    await client.send(new sdk.CreateTableCommand(definition as unknown as sdk.CreateTableCommandInput));
    await sdk.waitUntilTableExists(
      { client, minDelay: 1, maxWaitTime: 10 },
      { TableName: String(definition.TableName) },
    );
  }
}, 30_000);

afterAll(() => {
  client.destroy();
  server.close();
});

describe('the store beside dynalite', () => {
  it(`answers ${courses} random courses alike (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(course, async (steps) => {
        for (const step of cleaning) await Promise.all([sendToSubject(step), sendToDynalite(step)]);
        for (const [at, step] of steps.entries()) {
          const [ours, theirs] = await Promise.all([outcomes(sendToSubject, step), outcomes(sendToDynalite, step)]);
          expect(ours, `step ${at} ${JSON.stringify(step)}`).toEqual(theirs);
          count(step, ours);
        }
      }),
      { seed, numRuns: courses },
    );
    // Courses in which everything is refused, or nothing is ever found, would compare little.

    expect(Math.min(answered.reads, answered.writes, answered.refusals)).toBeGreaterThan(courses);
  }, 180_000);
});

const sendToSubject: Send = ({ operation, input }) => subject.call(operation, input);

const sendToDynalite: Send = async ({ operation, input }) => {
  const commands: Record<string, new (input: never) => unknown> = {
    PutItem: sdk.PutItemCommand,
    UpdateItem: sdk.UpdateItemCommand,
    DeleteItem: sdk.DeleteItemCommand,
    GetItem: sdk.GetItemCommand,
    Query: sdk.QueryCommand,
    Scan: sdk.ScanCommand,
    BatchGetItem: sdk.BatchGetItemCommand,
    BatchWriteItem: sdk.BatchWriteItemCommand,
  };
  const command = new commands[operation]!(input as never) as sdk.GetItemCommand;
  const { $metadata: _, ...answer } = await client.send(command);
  return { ...answer };
};

/** What a step comes to: for a Query or Scan over all its pages, since a scan's order is nobody's business. */
async function outcomes(send: Send, step: Step): Promise<unknown> {
  try {
    if (step.operation !== 'Query' && step.operation !== 'Scan') return comparable(await send(step));
    const pages: Record<string, unknown>[] = [];
    for (
      let startKey: unknown;
      pages.length === 0 || startKey !== undefined;
      startKey = pages.at(-1)!.LastEvaluatedKey
    ) {
      const input = startKey === undefined ? step.input : { ...step.input, ExclusiveStartKey: startKey };
      pages.push(await send({ operation: step.operation, input }));
    }
    const isOrdered = step.operation === 'Query' && step.input.IndexName === undefined;
    const items = pages.flatMap(({ Items }) => Items as object[]).map(comparable);
    const byText = (left: unknown, right: unknown) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1);
    return {
      items: isOrdered ? items : items.toSorted(byText),
      pages: pages.map(({ ScannedCount, Count }) => (isOrdered ? { ScannedCount, Count } : { ScannedCount })),
    };
  } catch (error) {
    const { name, code, message } = error as { name: string; code?: string; message: string };
    return { error: code ?? name, message: message.replace(/Syntax error;.*$/s, 'Syntax error') };
  }
}

/** Without what has no meaning: the order of sets and of a batch, empty members, the order of names. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .filter(([name, member]) => name !== 'Attributes' || Object.keys(member).length > 0)
    .map(([name, member]) => [name, isUnordered(name) ? sorted(member) : comparable(member)] as const)
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries);
}

/** Counts what a step came to; reads only if they found something. */
function count(step: Step, outcome: unknown): void {
  const text = JSON.stringify(outcome);
  if (text.includes('"error"')) answered.refusals += 1;
  else if (['PutItem', 'UpdateItem', 'DeleteItem'].includes(step.operation)) answered.writes += 1;
  else if (text.includes('{"S":') || text.includes('{"N":')) answered.reads += 1;
}

function isUnordered(name: string): boolean {
  return ['SS', 'NS', 'texts', 'numbers'].includes(name);
}

function sorted(member: unknown): unknown {
  return (member as unknown[])
    .map(comparable)
    .toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}
