import { describe, expect, it } from 'vitest';
import { type Driven, drive, lambdaInvoke, startMs } from './drive.ts';

/** Runs machines of JSONPath states. */
const run = (states: Readonly<Record<string, object>>, input: unknown = {}): Promise<Driven> =>
  drive(states, input, { machine: { QueryLanguage: 'JSONPath' } });
const pass = (fields: object, input: unknown = {}): Promise<Driven> =>
  run({ Only: { Type: 'Pass', End: true, ...fields } }, input);
const causeOf = async (made: Promise<Driven>): Promise<string | undefined> => (await made).snapshot.failure?.cause;
const prefix = "An error occurred while executing the state 'Only' (entered at the event id #2).";

describe('the fields of a JSONPath state', () => {
  it('are none where a state has none: what comes in goes out, as it is spelled', async () => {
    const made = await pass({});
    expect(made.snapshot.output).toBe('{}');
  });

  it('select the input, make the result, put it into the whole input and select from that', async () => {
    const fields = {
      InputPath: '$.order',
      Parameters: { kind: 'order', 'id.$': '$.id' },
      ResultPath: '$.made.here',
    };
    const input = { order: { id: 7 }, kept: true };
    expect((await pass(fields, input)).output()).toEqual({ ...input, made: { here: { kind: 'order', id: 7 } } });
    expect((await pass({ ...fields, OutputPath: '$.made' }, input)).output()).toEqual({
      here: { kind: 'order', id: 7 },
    });
  });

  it('give an empty object for a null path, and leave the input alone for a null ResultPath', async () => {
    expect((await pass({ InputPath: null }, { a: 1 })).output()).toEqual({});
    expect((await pass({ OutputPath: null }, { a: 1 })).output()).toEqual({});
    expect((await pass({ Result: 1, ResultPath: null }, { a: 1 })).output()).toEqual({ a: 1 });
  });

  it('take Result as it stands, also where it looks like a path', async () => {
    expect((await pass({ Result: { 'a.$': '$.b' } })).output()).toEqual({ 'a.$': '$.b' });
  });

  it('see the context object and the variables, as they were when the state was entered', async () => {
    const made = await run({
      First: { Type: 'Pass', Assign: { answer: 42, list: [1, 2] }, Next: 'Second' },
      Second: {
        Type: 'Pass',
        Parameters: { 'name.$': '$$.State.Name', 'answer.$': '$answer', 'last.$': '$list[-1]' },
        Assign: { answer: 'other', 'seen.$': '$.name' },
        OutputPath: '$',
        Next: 'Third',
      },
      Third: {
        Type: 'Pass',
        ResultPath: '$.third',
        Parameters: { 'answer.$': '$answer', 'seen.$': '$seen' },
        End: true,
      },
    });
    expect(made.output()).toEqual({
      name: 'Second',
      answer: 42,
      last: 2,
      third: { answer: 'other', seen: 'Second' },
    });
  });

  it('select from the result of a task, and put it beside the input', async () => {
    const made = await run(
      {
        Only: {
          Type: 'Task',
          Resource: lambdaInvoke,
          Parameters: { FunctionName: 'f', 'Payload.$': '$.order' },
          ResultSelector: { 'id.$': '$.Payload.id', 'retries.$': '$$.State.RetryCount' },
          ResultPath: '$.result',
          End: true,
        },
      },
      { order: { id: 7 } },
    );
    expect(JSON.parse(made.calls[0]!.parameters)).toEqual({ FunctionName: 'f', Payload: { id: 7 } });
    await made.answer({ Payload: { id: 8 } });
    expect(made.output()).toEqual({ order: { id: 7 }, result: { id: 8, retries: 0 } });
  });

  it('put what was caught into the input; OutputPath is not for it', async () => {
    const task = { Type: 'Task', Resource: lambdaInvoke, OutputPath: '$.no.such.path', End: true };
    const caught = {
      ErrorEquals: ['States.ALL'],
      Next: 'After',
      ResultPath: '$.failure',
      Assign: { 'why.$': '$.Cause' },
    };
    const made = await run(
      {
        Only: { ...task, Catch: [caught] },
        After: { Type: 'Pass', Parameters: { 'all.$': '$', 'why.$': '$why' }, End: true },
      },
      { a: 1 },
    );
    await made.fail('Broken', 'because');
    expect(made.output()).toEqual({ all: { a: 1, failure: { Error: 'Broken', Cause: 'because' } }, why: 'because' });
  });

  it('may stand beside JSONata states of the same machine', async () => {
    const made = await run({
      One: { Type: 'Pass', QueryLanguage: 'JSONata', Output: { sum: '{% 1 + 1 %}' }, Next: 'Two' },
      Two: { Type: 'Pass', Parameters: { 'sum.$': '$.sum' }, End: true },
    });
    expect(made.output()).toEqual({ sum: 2 });
  });
});

describe('a JSONPath state that cannot be carried out', () => {
  it('fails with States.Runtime, which nothing catches, and without an event of its own', async () => {
    const made = await pass({ Parameters: { 'a.$': '$.missing' } }, { b: 1 });
    expect(made.snapshot.failure).toEqual({
      error: 'States.Runtime',
      cause: `${prefix} The JSONPath '$.missing' specified for the field 'a.$' could not be found in the input '{"b":1}'`,
    });
    expect(made.trace().slice(1)).toEqual(['2<0 PassStateEntered', '3<2 ExecutionFailed']);
  });

  it.each([
    [{ InputPath: '$.x' }, "Invalid path '$.x' : No results for path: $['x']"],
    [{ InputPath: '$.x.y' }, "Invalid path '$.x.y' : Missing property in path $['x']"],
    [
      { OutputPath: '$.list.length()' },
      "Invalid path '$.list.length()' : Property ['length()'] not found in path $['list']",
    ],
  ])('says for %j what is missing', async (fields, reason) => {
    expect(await causeOf(pass(fields, { list: [] }))).toBe(`${prefix} ${reason}`);
  });

  it('fails with an error of its own where ResultPath leads through something else', async () => {
    const { snapshot } = await pass({ Result: 1, ResultPath: '$.a.b' }, { a: 'text' });
    expect(snapshot.failure?.error).toBe('States.ResultPathMatchFailure');
  });

  it.each([
    [{ SecondsPath: '$.missing' }, 'The SecondsPath parameter does not reference an input value: $.missing'],
    [{ SecondsPath: '$.half' }, 'The SecondsPath parameter cannot be parsed as a long value: $.half == 1.5'],
    [{ SecondsPath: '$.negative' }, 'The SecondsPath parameter references a negative value: $.negative == -1'],
    [
      { TimestampPath: '$.text' },
      'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.text == soon',
    ],
    [{ TimestampPath: '$.far' }, 'Wait state delay is too long.'],
    [{ SecondsPath: '$.long' }, 'Wait state delay is too long.'],
  ])('says of a Wait with %j what is wrong', async (fields, reason) => {
    const input = { half: 1.5, negative: -1, long: 100_000_000, text: 'soon', far: '2999-01-01T00:00:00Z' };
    expect(await causeOf(run({ Only: { Type: 'Wait', End: true, ...fields } }, input))).toBe(`${prefix} ${reason}`);
  });

  it.each([
    [{ ItemsPath: '$.text' }, 'Reference path "$.text" must point to array.'],
    [{ ItemsPath: '$$.Execution.Input' }, 'Reference path "$.Execution.Input" must point to array.'],
    [
      { ItemsPath: '$.list', MaxConcurrencyPath: '$.object' },
      'The MaxConcurrencyPath field refers to value "{}" which is not a valid integer: $.object',
    ],
    [{ ItemsPath: '$.list', ToleratedFailureCountPath: '$.negative' }, 'ToleratedFailureCount cannot be negative.'],
    [
      { ItemsPath: '$.list', ToleratedFailurePercentagePath: '$.much' },
      'ToleratedFailurePercentage must be between 0 and 100.',
    ],
    [
      { ItemsPath: '$.list', ToleratedFailurePercentagePath: '$.text' },
      'The ToleratedFailurePercentagePath field refers to value "x" which is not a valid float: $.text',
    ],
  ])('says of a Map with %j what is wrong, before it has started', async (fields, reason) => {
    const inner = { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } };
    const map = { Type: 'Map', ItemProcessor: inner, End: true, ...fields };
    const made = await run({ Only: map }, { text: 'x', list: [], object: {}, negative: -1, much: 100.5 });
    expect(made.snapshot.failure?.cause).toBe(`${prefix} ${reason}`);
    expect(made.trace().slice(1)).toEqual(['2<0 MapStateEntered', '3<2 ExecutionFailed']);
  });
});

describe('times and numbers from paths', () => {
  it('set the end of a Wait', async () => {
    const made = await run({ Only: { Type: 'Wait', SecondsPath: '$.seconds', End: true } }, { seconds: 90 });
    expect([...made.timers.values()][0]?.dueMs).toBe(startMs + 90_000);
  });

  it("set a task's timeout and heartbeat, which the history shows", async () => {
    const made = await run(
      {
        Only: {
          Type: 'Task',
          Resource: lambdaInvoke,
          TimeoutSecondsPath: '$.t',
          HeartbeatSecondsPath: '$.h',
          End: true,
        },
      },
      { t: 60, h: '10' },
    );
    expect(made.history[2]?.details).toMatchObject({ timeoutInSeconds: 60, heartbeatInSeconds: 10 });
  });

  it('fail the task where they are out of range', async () => {
    const task = { Type: 'Task', Resource: lambdaInvoke, TimeoutSecondsPath: '$.t', End: true };
    expect(await causeOf(run({ Only: task }, { t: 0 }))).toBe(
      `${prefix} TimeoutSeconds must be between 1 and 99999999.`,
    );
  });

  it('give the error and the cause of a Fail state, also by functions', async () => {
    const fail = { Type: 'Fail', ErrorPath: '$.error', CausePath: "States.Format('{} failed', $.error)" };
    const { snapshot } = await run({ Only: fail }, { error: 'Payment' });
    expect(snapshot.failure).toEqual({ error: 'Payment', cause: 'Payment failed' });
  });

  it('give items and what every iteration starts with, under the older names as well', async () => {
    const inner = { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } };
    const selector = { 'value.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'common.$': '$.common' };
    const base = { Type: 'Map', InputPath: '$.in', ItemsPath: '$.items', MaxConcurrency: 1, End: true };
    const expected = [
      { value: 'a', index: 0, common: 1 },
      { value: 'b', index: 1, common: 1 },
    ];
    for (const fields of [
      { ItemSelector: selector, ItemProcessor: inner },
      { Parameters: selector, Iterator: inner },
    ]) {
      const made = await run({ Only: { ...base, ...fields } }, { in: { items: ['a', 'b'], common: 1 } });
      expect(made.output()).toEqual(expected);
    }
  });
});
