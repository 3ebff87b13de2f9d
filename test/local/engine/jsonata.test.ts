import { describe, expect, it } from 'vitest';
import { drive, startMs } from './drive.ts';

const evaluate = async (expression: string, input: unknown = {}, seed = 1) => {
  return drive({ Only: { Type: 'Pass', Output: { value: `{% ${expression} %}` }, End: true } }, input, { seed });
};
const resultOf = async (expression: string, input?: unknown, seed?: number) => {
  return ((await evaluate(expression, input, seed)).output() as { value: unknown } | null)?.value;
};
const causeOf = async (expression: string) => (await evaluate(expression)).snapshot.failure?.cause;
const prefix =
  "An error occurred while executing the state 'Only' (entered at the event id #2). The JSONata expression";

describe('JSONata', () => {
  it.each([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$range(0, 10, 5)', [0, 5, 10]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ["$hash('text')", '372ea08cab33e71c02c651dbc83a474d32c676ea'],
    ["$hash('text', 'MD5')", '1cb251ec0d568de6a929b520c4aed8d1'],
    ['$parse(\'{"a":[1]}\')', { a: [1] }],
    ['[$states.input.list[n = 1]]', [{ n: 1 }]],
    ['$states.input.list[n = 1]', { n: 1 }],
  ])('gives for %s what AWS gives', async (expression, expected) => {
    expect(await resultOf(expression, { list: [{ n: 1 }, { n: 2 }] })).toEqual(expected);
  });

  it("E5: binds the time to the event, not to the machine's clock", async () => {
    expect(await resultOf('$now()')).toBe('2026-03-10T17:00:00.000Z');
    expect(await resultOf("$now('[Y]-[M01]-[D01] [H01]:[m01]', '+0100')")).toBe('2026-03-10 18:00');
    expect(await resultOf('$millis()')).toBe(startMs);
  });

  it('E5: draws random numbers, identifiers and orders from the seed', async () => {
    for (const expression of ['$random()', '$uuid()', '$shuffle([1,2,3,4,5,6,7,8,9])']) {
      expect(await resultOf(expression, {}, 7)).toEqual(await resultOf(expression, {}, 7));
      expect(await resultOf(expression, {}, 7)).not.toEqual(await resultOf(expression, {}, 8));
    }
    expect(await resultOf('$uuid()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await resultOf('$random(42)', {}, 1)).toBe(await resultOf('$random(42)', {}, 2));
  });

  it('has no $eval', async () => {
    expect(await causeOf("$eval('1')")).toBe(
      `${prefix} '$eval('1')' specified for the field 'Output/value' threw an error during evaluation. T1006: Attempted to invoke a non-function`,
    );
  });

  it('fails where an expression gives nothing', async () => {
    expect(await causeOf('$states.input.missing')).toBe(
      `${prefix} '$states.input.missing' specified for the field 'Output/value' returned nothing (undefined).`,
    );
  });

  it('fails where an expression gives a function, however deep', async () => {
    expect(await causeOf('{"f": function($x){$x}}')).toContain('returned an unsupported result type.');
  });

  it('ends an expression that would never end', async () => {
    expect(await causeOf('($f := function($n){ $f($n + 1) }; $f(0))')).toContain(
      'U1001: Expression evaluation timeout',
    );
  }, 30_000);

  it('assigns after both Assign and Output have seen the variables as they were', async () => {
    const run = await drive({
      First: { Type: 'Pass', Assign: { n: 1 }, Next: 'Second' },
      Second: { Type: 'Pass', Assign: { n: '{% $n + 1 %}', m: '{% $n %}' }, Output: '{% $n %}', Next: 'Third' },
      Third: { Type: 'Pass', Output: { input: '{% $states.input %}', n: '{% $n %}', m: '{% $m %}' }, End: true },
    });
    expect(run.output()).toEqual({ input: 1, n: 2, m: 1 });
    expect(run.history[4]?.details).toMatchObject({ assignedVariables: { n: '2', m: '1' } });
  });

  it('keeps a list of one in a variable a list', async () => {
    const run = await drive(
      {
        First: { Type: 'Pass', Assign: { list: '{% [$states.input.items[n > 1]] %}' }, Next: 'Second' },
        Second: { Type: 'Pass', Output: '{% $count($list) = 1 and $type($list) = "array" %}', End: true },
      },
      { items: [{ n: 1 }, { n: 2 }] },
    );
    expect(run.output()).toBe(true);
  });

  it('shows the context object', async () => {
    const run = await drive({ Only: { Type: 'Pass', Output: '{% $states.context %}', End: true } }, { id: 'B-1' });
    expect(run.output()).toEqual({
      Execution: {
        Id: 'arn:aws:states:eu-west-1:111122223333:execution:machine:run-1',
        Input: { id: 'B-1' },
        Name: 'run-1',
        RoleArn: 'arn:aws:iam::111122223333:role/machine',
        StartTime: '2026-03-10T17:00:00Z',
        RedriveCount: 0,
      },
      StateMachine: { Id: 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine', Name: 'machine' },
      State: { Name: 'Only', EnteredTime: '2026-03-10T17:00:00Z' },
    });
  });

  it('takes text that is not an expression from end to end as text', async () => {
    const run = await drive({ Only: { Type: 'Pass', Output: [' {% 1 %}', '{% 2 %}'], End: true } });
    expect(run.output()).toEqual([' {% 1 %}', 2]);
  });
});
