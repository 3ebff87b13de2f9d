import { describe, expect, it } from 'vitest';
import { drive } from '../../drive.ts';

const evaluate = (call: string, input: unknown = {}, seed = 1) =>
  drive({ Only: { Type: 'Pass', Parameters: { 'value.$': call }, End: true } }, input, {
    seed,
    machine: { QueryLanguage: 'JSONPath' },
  });
const resultOf = async (call: string, input?: unknown, seed?: number) =>
  ((await evaluate(call, input, seed)).output() as { value: unknown } | null)?.value;

describe('an intrinsic function', () => {
  const input = {
    list: [1, 2, 2, 3, [1], [1]],
    text: 'a,b,,c',
    number: 2.5,
    object: { a: 1, b: { c: 'x' } },
    none: null,
  };

  it.each([
    ["States.Array(1, 'two', $.none, true, States.Array())", [1, 'two', null, true, []]],
    [
      'States.ArrayPartition($.list, 4)',
      [
        [1, 2, 2, 3],
        [[1], [1]],
      ],
    ],
    ['States.ArrayContains($.list, 3)', true],
    ['States.ArrayContains($.list, $.object)', false],
    ['States.ArrayRange(1, 9, 4)', [1, 5, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayGetItem($.list, 3)', 3],
    ['States.ArrayLength($.list)', 6],
    ['States.ArrayUnique($.list)', [1, 2, 3, [1]]],
    ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", 'Data to encode'],
    ["States.Hash('input data', 'MD5')", '812f45842bc6d66ee14572ce20db8e86'],
    ['States.JsonMerge($.object, States.StringToJson(\'{"b":2}\'), false)', { a: 1, b: 2 }],
    ["States.StringToJson(' ')", null],
    ['States.JsonToString($.object)', '{"a":1,"b":{"c":"x"}}'],
    ['States.MathAdd($.number, -1.5)', 2],
    ["States.StringSplit($.text, ',')", ['a', 'b', 'c']],
    ["States.StringSplit('a+b-c', '-+')", ['a', 'b', 'c']],
    ["States.Format('{} and {}, \\{kept\\} \\'so\\'', $.text, $.number)", "a,b,,c and 2.5, {kept} 'so'"],
    ["States.Format('{}', $.object)", '{a=1, b={c=x}}'],
  ])('%s gives what AWS gives', async (call, expected) => {
    expect(await resultOf(call, input)).toEqual(expected);
  });

  it('E5: draws from the seed of the execution', async () => {
    for (const call of ['States.UUID()', 'States.MathRandom(0, 100000)']) {
      expect(await resultOf(call, {}, 7)).toEqual(await resultOf(call, {}, 7));
      expect(await resultOf(call, {}, 7)).not.toEqual(await resultOf(call, {}, 8));
    }
    expect(await resultOf('States.MathRandom(0, 1000, 5)', {}, 1)).toBe(
      await resultOf('States.MathRandom(0, 1000, 5)', {}, 2),
    );
  });

  it.each([
    'States.ArrayGetItem($.list, 6)',
    'States.ArrayPartition($.list, 0)',
    'States.ArrayRange(0, 2000, 1)',
    'States.ArrayLength($.text)',
    'States.ArrayLength()',
    "States.Base64Decode('?')",
    "States.Hash('x', 'CRC')",
    "States.Format('{} {}', 1)",
    "States.StringToJson('{')",
    'States.JsonMerge($.object, $.object, true)',
    'States.MathRandom(5, 5)',
  ])('%s fails with States.IntrinsicFailure, which names the call', async (call) => {
    const { failure } = (await evaluate(call, input)).snapshot;
    expect(failure?.error).toBe('States.IntrinsicFailure');
    expect(failure?.cause).toContain(`The function '${call}' had the following error: `);
  });

  it('fails with States.Runtime where a path among its arguments leads nowhere', async () => {
    const { failure } = (await evaluate('States.Array(States.MathAdd($.x, 1))', { y: 1 })).snapshot;
    expect(failure?.error).toBe('States.Runtime');
    expect(failure?.cause).toContain("The function 'States.MathAdd($.x, 1)' had the following error: ");
  });

  it.each(['States.Nothing()', 'States.Array(', "States.Format('open)", 'States.UUID() x', 'States.Array(1 2)'])(
    'is refused at creation where it is %s',
    async (call) => {
      await expect(evaluate(call)).rejects.toThrow(
        "The value for the field 'value.$' must be a valid JSONPath or a valid intrinsic function call at /States/Only/Parameters",
      );
    },
  );
});
