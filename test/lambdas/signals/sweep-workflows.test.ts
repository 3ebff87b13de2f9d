import { ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSweepWorkflows } from '../../../lambdas/signals/sweep-workflows.ts';
import { createRig, now } from './support/rig.ts';

const nowMs = Date.parse(now);
const ago = (seconds: number) => new Date(nowMs - seconds * 1_000).toISOString();
const long = 3_600;

/** Whether an execution runs, has ended or is not there, by its name; and how many overdue workflows the index has. */
interface Fleet {
  readonly executions: Record<string, { status: string; stopDate?: Date; last?: string } | undefined>;
  overdue: string[];
}

describe('sweep-workflows', () => {
  let rig: Awaited<ReturnType<typeof createRig>>;
  let fleet: Fleet;
  let queries: { readonly IndexName?: string; readonly ScanIndexForward?: boolean; readonly Limit?: number }[];
  let remainingMs: number;
  let sweep: () => Promise<unknown>;

  beforeEach(async () => {
    rig = await createRig();
    fleet = { executions: {}, overdue: [] };
    queries = [];
    remainingMs = 300_000;
    const { documents } = rig.clients;
    const clients = {
      ...rig.clients,
      // The index of the tables here is the test's own list: which of it is overdue still, the instances say.
      documents: {
        send: async (command: { input: Record<string, unknown> }) => {
          if (command.input.IndexName === undefined) return documents.send(command as never);
          queries.push(command.input);
          const start = Number((command.input.ExclusiveStartKey as { at?: number } | undefined)?.at ?? 0);
          const end = start + Number(command.input.Limit);
          const Items = fleet.overdue.slice(start, end).map((pk) => ({ pk, sk: 'instance' }));
          return { Items, ...(end < fleet.overdue.length && { LastEvaluatedKey: { at: end } }) };
        },
      },
      stepFunctions: {
        send: async (command: { input: { executionArn?: string } }) => {
          const name = command.input.executionArn?.split(':').at(-1) ?? '';
          const execution = fleet.executions[name];
          switch (command.constructor.name) {
            case 'DescribeExecutionCommand':
              if (execution === undefined) throw new ExecutionDoesNotExist({ message: name, $metadata: {} });
              return execution;
            case 'GetExecutionHistoryCommand':
              return {
                events: [{ type: execution?.last ?? 'TaskScheduled', timestamp: new Date(nowMs - long * 1_000) }],
              };
            default:
              return rig.clients.stepFunctions.send(command as never);
          }
        },
      },
    };
    const handler = createSweepWorkflows(() => clients as never, rig.platform);
    sweep = () => handler({}, { awsRequestId: 'r', getRemainingTimeInMillis: () => remainingMs });
  });

  const add = async (instance: Record<string, unknown>, execution?: Fleet['executions'][string], id = 'B-1') => {
    const item = { run: 1, status: 'open', openedAt: ago(long), expectedBy: ago(60), ...instance };
    await rig.put({ pk: `booking#${id}`, sk: 'instance', ...item });
    fleet.overdue.push(`booking#${id}`);
    fleet.executions[`booking-${id}-r${item.run}`] = execution;
  };
  const ended = (secondsAgo = long) => ({ status: 'FAILED', stopDate: new Date(nowMs - secondsAgo * 1_000) });
  const calls = () =>
    rig.sent.map(({ command, input }) => [command, input.name ?? input.executionArn?.split(':').at(-1)]);
  const instance = async (id = 'B-1') => (await rig.items(`booking#${id}`)).instance!;

  it('is one read of the index where nothing is overdue, and counts that nothing is stale', async () => {
    expect(await sweep()).toEqual({ inspected: 0, stale: 0, broughtOn: 0 });
    expect(queries).toHaveLength(1);
    expect(rig.platform.counted).toEqual({
      ...{ StaleBooking: 0, StaleDeposit: 0, StaleTripLeg: 0, StaleRentalWatch: 0, StaleSubscription: 0 },
      ...{ WorkflowBroughtOn: 0, SweepCompleted: 1 },
    });
    expect(rig.platform.lines).toEqual([]);
  });

  it('replaces a run whose execution has ended, and leaves reason and time on the instance', async () => {
    await add(
      { no: 3_000_000, wait: { token: 't', accepts: ['RentalStarted'] }, checkpoint: { phase: 'rented' } },
      ended(),
    );
    expect(await sweep()).toMatchObject({ stale: 0, broughtOn: 1 });
    const { wait, no, ...rest } = await instance();
    expect([wait, no]).toEqual([undefined, undefined]);
    expect(rest).toMatchObject({
      ...{ run: 2, status: 'starting', stopFrom: 1, checkpoint: { phase: 'rented' } },
      ...{ expectedBy: '2026-03-01T12:15:00.000Z' },
      operation: { what: 'repair', reason: 'its execution has ended: FAILED', at: now },
    });
    expect(calls()).toEqual([
      ['StopExecution', 'booking-B-1-r1'],
      ['StartExecution', 'booking-B-1-r2'],
    ]);
  });

  it('waits until nothing of an ended execution can be in flight', async () => {
    await add({ no: 1 }, ended(119));
    expect(await sweep()).toMatchObject({ stale: 1, broughtOn: 0 });
    expect(await instance()).toMatchObject({ run: 1 });
  });

  it('does not begin a run again that a repair began, and that never came to a wait', async () => {
    const operation = { what: 'repair', reason: 'r', at: ago(long) };
    await add({ run: 2, operation }, ended());
    await add({ run: 2, operation, no: 1_000_000 }, ended(), 'B-2');
    expect(await sweep()).toMatchObject({ stale: 1, broughtOn: 1 });
    expect([(await instance()).run, (await instance('B-2')).run]).toEqual([2, 3]);
  });

  it('leaves a run that has shown life since it was read', async () => {
    await add({ no: 1 }, undefined);
    const { documents } = rig.clients;
    const { send } = documents;
    // Between the look at the execution and the write its wait is stored again.
    documents.send = async (command: never) => {
      if ((command as object).constructor.name === 'UpdateCommand') {
        documents.send = send;
        await rig.put({ sk: 'instance', run: 1, status: 'open', openedAt: ago(long), expectedBy: ago(-long) });
      }
      return Reflect.apply(send, documents, [command]) as never;
    };
    expect(await sweep()).toMatchObject({ stale: 0, broughtOn: 0 });
    expect(await instance()).toMatchObject({ run: 1, expectedBy: ago(-long) });
    expect(calls()).toEqual([]);
  });

  it('passes over what the index has late: closed, gone, or not overdue any more', async () => {
    await add({ status: 'closed', expectedBy: undefined });
    await add({ expectedBy: ago(-1) }, undefined, 'B-2');
    fleet.overdue.push('booking#B-3', 'nothing-of-ours');
    expect(await sweep()).toEqual({ inspected: 3, stale: 0, broughtOn: 0 });
    expect(calls()).toEqual([]);
  });

  it('does not start a run before its instant', async () => {
    await add({ status: 'starting', startAfter: ago(-30) });
    expect(await sweep()).toMatchObject({ stale: 0, broughtOn: 0 });
    expect(calls()).toEqual([]);
  });

  it('names what is stale with ids, never with what a workflow is about', async () => {
    await add({ phase: 'rented', checkpoint: { phase: 'rented', note: 'private' } }, { status: 'RUNNING' });
    await sweep();
    expect(rig.platform.counted).toMatchObject({ StaleBooking: 1 });
    expect(rig.platform.lines).toEqual([
      {
        level: 'warn',
        message: 'A workflow is stale',
        fields: {
          ...{
            workflowType: 'booking',
            workflowId: 'B-1',
            run: 1,
            status: 'open',
            phase: 'rented',
            expectedBy: ago(60),
          },
          why: 'its execution is at work, or tries to be',
        },
      },
    ]);
  });

  it('looks at the others where one cannot be looked at, and counts that one', async () => {
    await add({ no: 1 }, ended());
    await add({ no: 1 }, ended(), 'B-2');
    rig.failures.set('StartExecution', Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }));
    expect(await sweep()).toMatchObject({ inspected: 2, stale: 2 });
    expect(rig.platform.lines.map(({ level, fields }) => [level, fields?.workflowId, fields?.errorName])).toEqual([
      ['error', 'B-1', 'ThrottlingException'],
      ['error', 'B-2', 'ThrottlingException'],
    ]);
  });

  it('counts page by page what it has no time to look at, and says so', async () => {
    fleet.overdue = Array.from({ length: 250 }, (_, index) => `deposit#D-${index}`);
    remainingMs = 5_000;
    expect(await sweep()).toEqual({ inspected: 0, stale: 250, broughtOn: 0 });
    expect(queries.map(({ Limit }) => Limit)).toEqual([100, 100, 100]);
    expect(rig.platform.lines).toMatchObject([{ message: 'More is overdue than one sweep looks at' }]);
  });

  it('begins at the other end in every other hour', async () => {
    await sweep();
    rig.platform.now += long * 1_000;
    await sweep();
    expect(queries.map(({ ScanIndexForward }) => ScanIndexForward)).toEqual([true, false]);
  });
});
