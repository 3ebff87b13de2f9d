import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Call, createPowerStation, type PowerStation, startMs } from './power-cut.ts';
import { arns } from './small-system.ts';

/*
 * What is told of an execution before and after a restart is the same, however the journal spells it.
 */

let station: PowerStation;
beforeEach(() => {
  station = createPowerStation();
});
afterEach(() => station.end());

interface HistoryEvent {
  readonly id: number;
  readonly type: string;
}

async function historyOf(call: Call, name: string, reverseOrder = false): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = { executionArn: arns.execution(name), reverseOrder, maxResults: 90, ...(nextToken && { nextToken }) };
    const answer = await call<{ events: HistoryEvent[]; nextToken?: string }>('states', 'GetExecutionHistory', page);
    events.push(...answer.events);
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return events;
}

const describeIn = (call: Call, name: string) =>
  call('states', 'DescribeExecution', { executionArn: arns.execution(name) });

/** Writes every form of event: with and without details, of a Map, with variables, failed and caught. */
const manyForms = {
  QueryLanguage: 'JSONata',
  StartAt: 'Set',
  States: {
    Set: { Type: 'Pass', Assign: { n: 1, text: 'ü\u2028' }, Next: 'Each' },
    Each: {
      Type: 'Map',
      Items: '{% [1..100] %}',
      ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } },
      Output: {},
      Next: 'Wait',
    },
    Wait: { Type: 'Wait', Seconds: 10, Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Choose',
          States: {
            Choose: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Fine' }], Default: 'Fine' },
            Fine: { Type: 'Succeed' },
          },
        },
        { StartAt: 'Fail', States: { Fail: { Type: 'Fail', Error: 'Broken', Cause: 'for the test' } } },
      ],
      Catch: [{ ErrorEquals: ['Broken'], Next: 'Again' }],
      Next: 'Again',
    },
    Again: { Type: 'Wait', Seconds: 10, Next: 'Last' },
    Last: { Type: 'Pass', End: true },
  },
};

it.each([
  ['while it waits, with a history too long to stay beside its snapshot', 5],
  ['while it waits again', 15],
  ['after its end', 60],
])('an execution shows the same history and description after a power cut %s', async (_when, seconds) => {
  const before = await station.start();
  const machine = { name: 'system', roleArn: arns.role, definition: JSON.stringify(manyForms) };
  await before.call('states', 'CreateStateMachine', machine);
  await before.call('states', 'StartExecution', { stateMachineArn: arns.machine, name: 'one', input: '{"a": 1.0}' });
  await before.runtime.runThrough(startMs + seconds * 1000);
  const shown = { history: await historyOf(before.call, 'one'), description: await describeIn(before.call, 'one') };
  expect(shown.history.length).toBeGreaterThan(400);

  const after = await station.cutPower(before);
  expect(await historyOf(after.call, 'one')).toEqual(shown.history);
  expect(await describeIn(after.call, 'one')).toEqual(shown.description);
  expect(await historyOf(after.call, 'one', true)).toEqual(shown.history.toReversed());
  await after.runtime.runThrough(startMs + 60_000);
  const end = await historyOf(after.call, 'one');
  expect(end.slice(0, shown.history.length)).toEqual(shown.history);
  expect(end.map(({ id }) => id)).toEqual(end.map((_, index) => index + 1));
  expect(end.at(-1)?.type).toBe('ExecutionSucceeded');
});

it('an execution that takes the name of one long ended has nothing of its history, also after a power cut', async () => {
  const before = await station.start();
  const definition = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
  await before.call('states', 'CreateStateMachine', { name: 'system', roleArn: arns.role, definition });
  const begin = (call: Call, input: string) =>
    call('states', 'StartExecution', { stateMachineArn: arns.machine, name: 'one', input });
  await begin(before.call, '{"run":1}');
  await before.runtime.runThrough(startMs + 91 * 86_400_000);
  const between = await station.cutPower(before);
  await begin(between.call, '{"run":2}');
  await between.runtime.runThrough(startMs + 92 * 86_400_000);
  const after = await station.cutPower(between);
  expect(await historyOf(after.call, 'one')).toHaveLength(4);
  expect(await describeIn(after.call, 'one')).toMatchObject({ status: 'SUCCEEDED', output: '{"run":2}' });
  const listed = await after.call<{ executions: unknown[] }>('states', 'ListExecutions', {
    stateMachineArn: arns.machine,
  });
  expect(listed.executions).toHaveLength(1);
});
