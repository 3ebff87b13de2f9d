import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlarmedLegwork, booking, prefix, startAlarmedLegwork } from './support/alarmed-legwork.ts';

const arn = (kind: 'execution' | 'stateMachine', rest: string) =>
  `arn:aws:states:eu-west-1:111122223333:${kind}:${prefix}${rest}`;
const sweepMinutes = 180;
const farAway = { start: '2026-09-01T10:00:00Z', end: '2026-09-02T10:00:00Z' };

let legwork: AlarmedLegwork;
beforeAll(async () => {
  legwork = await startAlarmedLegwork();
}, 120_000);
afterAll(() => legwork?.close());

interface Instance {
  readonly run: { readonly N: string };
  readonly status: { readonly S: string };
  readonly expectedBy: { readonly S: string };
}
const keyOf = (pk: string) => ({ pk: { S: pk }, sk: { S: 'instance' } });
const instanceOf = async (pk: string): Promise<Instance> => {
  const input = { TableName: `${prefix}workflows`, Key: keyOf(pk) };
  return (await legwork.call<{ Item: Instance }>('dynamodb', 'GetItem', input)).Item;
};
/** Puts an instance into a state that no protocol would leave it in. */
const change = (pk: string, expression: string, values: Record<string, object>, names = {}) =>
  legwork.call('dynamodb', 'UpdateItem', {
    TableName: `${prefix}workflows`,
    Key: keyOf(pk),
    UpdateExpression: expression,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
  });
const makeOverdue = (pk: string) =>
  change(pk, 'SET expectedBy = :then', { ':then': { S: new Date(legwork.nowMs() - 1_000).toISOString() } });
const confirm = async (id: string) => {
  await legwork.tell('BookingConfirmed', { booking: booking(id, legwork.nowMs(), farAway) });
  return `booking#${id}`;
};
/** Sweeps are at multiples of their interval, as the runtime began at one. */
const minutesToNextSweep = () => sweepMinutes - (Math.floor(legwork.nowMs() / 60_000) % sweepMinutes);
const stop = (execution: string) =>
  legwork.call('states', 'StopExecution', {
    executionArn: arn('execution', execution),
    cause: 'a hand in the console',
  });
const statusOf = async (execution: string) => {
  const input = { executionArn: arn('execution', execution) };
  return (await legwork.call<{ status: string }>('states', 'DescribeExecution', input)).status;
};
/** What the sweeper said in its log since `from`, by workflow. */
const said = (from: number) =>
  legwork.observed.slice(from).flatMap((event) => {
    if (event.kind !== 'lambda-log' || !event.functionName.endsWith('sweep-workflows')) return [];
    const { message, workflowId, why } = JSON.parse(event.line) as Record<string, string | undefined>;
    return workflowId === undefined ? [] : [[workflowId, message, ...(why === undefined ? [] : [why])].join(': ')];
  });

describe('a workflow that is overdue', () => {
  it('goes on in a new run where its execution is gone, and fires no heartbeat alarm', async () => {
    const pk = await confirm('B-1');
    await legwork.pass(5);
    const from = legwork.observed.length;
    await stop('booking:booking-B-1-r1');
    await legwork.pass(5);
    await makeOverdue(pk);
    await legwork.pass(sweepMinutes);
    expect(await instanceOf(pk)).toMatchObject({ run: { N: '2' }, status: { S: 'open' } });
    expect(await statusOf('booking:booking-B-1-r2')).toBe('RUNNING');
    expect(said(from)).toEqual(['B-1: A workflow was given to a new run: its execution has ended: ABORTED']);
    expect(legwork.changes().filter(({ name }) => name.startsWith('workflow-stale'))).toEqual([]);
    // The new run takes what comes, as the old one would have.
    await legwork.tell('BookingCancelled', { bookingId: 'B-1', reason: 'customer' });
    await legwork.pass(1);
    expect(await instanceOf(pk)).toMatchObject({ status: { S: 'closed' } });
  });

  it('is started where nobody has started its run', async () => {
    const pk = 'booking#B-2';
    legwork.runtime.setFault('states', 'StartExecution', {
      code: 'AccessDeniedException',
      message: 'no',
      statusCode: 403,
    });
    await confirm('B-2');
    await legwork.pass(20);
    legwork.runtime.setFault('states', 'StartExecution', null);
    expect(await instanceOf(pk)).toMatchObject({ status: { S: 'starting' } });
    const from = legwork.observed.length;
    await legwork.pass(sweepMinutes);
    expect(said(from)).toEqual(['B-2: A run that nobody had started was started']);
    expect(await instanceOf(pk)).toMatchObject({ run: { N: '1' }, status: { S: 'open' } });
  });

  it('gets the signal that lay there', async () => {
    const pk = await confirm('B-3');
    await legwork.pass(1);
    // The router stores it, and dies before it has delivered it.
    legwork.runtime.setFault('states', 'SendTaskSuccess', {
      code: 'AccessDeniedException',
      message: 'no',
      statusCode: 403,
    });
    await legwork.tell('BookingCancelled', { bookingId: 'B-3', reason: 'customer' });
    await legwork.pass(20);
    legwork.runtime.setFault('states', 'SendTaskSuccess', null);
    await makeOverdue(pk);
    const from = legwork.observed.length;
    await legwork.pass(sweepMinutes);
    expect(said(from)).toEqual(['B-3: A signal that lay there was delivered']);
    expect(await instanceOf(pk)).toMatchObject({ status: { S: 'closed' } });
  });

  it('goes on in a new run where it waits with a token that the table has lost', async () => {
    const pk = await confirm('B-4');
    await legwork.pass(5);
    await change(pk, 'REMOVE #wait', {}, { '#wait': 'wait' });
    await makeOverdue(pk);
    const from = legwork.observed.length;
    await legwork.pass(sweepMinutes);
    expect(said(from)).toEqual([
      'B-4: A workflow was given to a new run: it waits with a token that the table does not have',
    ]);
    expect(await statusOf('booking:booking-B-4-r1')).toBe('ABORTED');
    expect(await instanceOf(pk)).toMatchObject({ run: { N: '2' }, status: { S: 'open' }, wait: { M: {} } });
  });

  it('is stale where its execution is at work without coming to an end: alarmed of, named, and left alone', async () => {
    const pk = await confirm('B-5');
    await legwork.pass(minutesToNextSweep() - 1);
    // Its next activity is tried again and again.
    legwork.runtime.setFault('scheduler', 'DeleteSchedule', {
      code: 'InternalServerError',
      message: 'no',
      statusCode: 500,
    });
    await legwork.tell('BookingCancelled', { bookingId: 'B-5', reason: 'customer' });
    await makeOverdue(pk);
    const from = legwork.observed.length;
    await legwork.expectToFire('workflow-stale-booking');
    legwork.runtime.setFault('scheduler', 'DeleteSchedule', null);
    expect(said(from)).toEqual(['B-5: A workflow is stale: its execution is at work, or tries to be']);
    expect(await instanceOf(pk)).toMatchObject({ run: { N: '1' } });
    await legwork.expectToClear('workflow-stale-booking', 2 * sweepMinutes);
  });
});

describe.each(['booking', 'deposit', 'trip-leg', 'rental-watch', 'subscription'] as const)('a stale %s', (type) => {
  it('fires the alarm of its type within the time between two sweeps, is named, and clears it once it has ended', async () => {
    const pk = `${type}#S-1`;
    // A run that two sweeps have begun in vain: what keeps it from its first wait is for people.
    const then = new Date(legwork.nowMs() - 1_000).toISOString();
    await legwork.call('dynamodb', 'PutItem', {
      TableName: `${prefix}workflows`,
      Item: {
        ...keyOf(pk),
        run: { N: '2' },
        status: { S: 'starting' },
        openedAt: { S: then },
        expectedBy: { S: then },
        operation: { M: { what: { S: 'repair' }, reason: { S: 'its execution has ended: FAILED' }, at: { S: then } } },
      },
    });
    await legwork.call('states', 'StartExecution', {
      stateMachineArn: `${arn('stateMachine', type)}:live`,
      name: `${type}-S-1-r2`,
      // Not the input that a run of this workflow has: it fails at once.
      input: '{}',
    });
    await legwork.pass(30);
    const from = legwork.observed.length;
    await legwork.expectToFire(`workflow-stale-${type}`);
    expect(said(from)).toEqual(['S-1: A workflow is stale: its execution has ended: FAILED, like the one before it']);
    expect(await instanceOf(pk)).toMatchObject({ run: { N: '2' } });
    await change(
      pk,
      'SET #status = :closed REMOVE expectedBy',
      { ':closed': { S: 'closed' } },
      { '#status': 'status' },
    );
    await legwork.expectToClear(`workflow-stale-${type}`, 2 * sweepMinutes);
  });
});

describe('sweeps that stay out', () => {
  const name = { Name: 'sweep-workflows', GroupName: `${prefix}operations` };

  it('fire their alarm, which clears with the first sweep that comes again', async () => {
    const schedule = await legwork.call<Record<string, unknown>>('scheduler', 'GetSchedule', name);
    const { Arn: _arn, CreationDate: _made, LastModificationDate: _changed, ...definition } = schedule;
    await legwork.call('scheduler', 'UpdateSchedule', { ...definition, State: 'DISABLED' });
    await legwork.expectToFire('sweeps-missing');
    await legwork.call('scheduler', 'UpdateSchedule', { ...definition, State: 'ENABLED' });
    await legwork.expectToClear('sweeps-missing', sweepMinutes + 5);
  });
});
