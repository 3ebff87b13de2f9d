import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../../local/engine/asl.ts';
import { compileRule } from '../../../../../local/engine/query-language/choice-rules/compile-rule.ts';
import { drive } from '../../drive.ts';

function holds(rule: Readonly<Record<string, unknown>>, document: Json): boolean {
  return compileRule(
    rule,
    'Choices[0]',
  )({
    document: () => document,
    shownDocument: () => JSON.stringify(document),
    context: () => ({}),
    variable: () => undefined,
    random: () => 0,
  });
}

describe('a choice rule', () => {
  it.each<[string, unknown, readonly Json[], readonly Json[]]>([
    ['StringEquals', 'b', ['b'], ['a', 1, null, ['b']]],
    ['StringLessThan', 'b', ['a', ''], ['b', 'c', 1]],
    ['StringGreaterThanEquals', 'b', ['b', 'c'], ['a', 2]],
    ['StringMatches', 'log-*.txt', ['log-.txt', 'log-a.b.txt'], ['log.txt', 'xlog-1.txt', 1]],
    ['StringMatches', 'a\\*b', ['a*b'], ['axb']],
    ['NumericEquals', 1, [1], [2, '1', true, null]],
    ['NumericGreaterThan', 1, [1.5], [1, 0, '2']],
    ['NumericLessThanEquals', 1, [1, -1], [1.1]],
    ['BooleanEquals', true, [true], [false, 'true', 1]],
    ['TimestampEquals', '2012-10-09T19:00:55Z', ['2012-10-09T20:00:55+01:00'], ['2012-10-09T19:00:56Z', 'x', 0]],
    ['TimestampLessThan', '2012-10-09T19:00:55.5Z', ['2012-10-09T19:00:55.4Z'], ['2012-10-09T19:00:55.5Z']],
    ['IsNull', true, [null], [0, '']],
    ['IsNumeric', false, ['1', null], [1]],
    ['IsString', true, ['1'], [1]],
    ['IsBoolean', true, [false], [0]],
    ['IsTimestamp', true, ['2012-10-09T19:00:55Z'], ['2012-10-09', '2012-13-09T19:00:55Z', 1]],
  ])('%s %j holds for what it should and for nothing else', (operator, operand, yes, no) => {
    const rule = { Variable: '$.value', [operator]: operand };
    for (const value of yes) expect(holds(rule, { value }), JSON.stringify(value)).toBe(true);
    for (const value of no) expect(holds(rule, { value }), JSON.stringify(value)).toBe(false);
  });

  it('compares with a value from a path', () => {
    const rule = { Variable: '$.a', NumericLessThanPath: '$.b' };
    expect(holds(rule, { a: 1, b: 2 })).toBe(true);
    expect(holds(rule, { a: 1, b: '2' })).toBe(false);
  });

  it('asks whether a value is there, null or not', () => {
    expect(holds({ Variable: '$.a', IsPresent: true }, { a: null })).toBe(true);
    expect(holds({ Variable: '$.a.b', IsPresent: true }, { a: null })).toBe(false);
    expect(holds({ Variable: '$.a', IsPresent: false }, {})).toBe(true);
    expect(holds({ Variable: '$.list[*]', IsPresent: true }, { list: [] })).toBe(false);
  });

  it('joins others by And, Or and Not, and looks no further than it must', () => {
    const isNumber = { Variable: '$.n', IsNumeric: true };
    const missing = { Variable: '$.missing', NumericEquals: 1 };
    expect(holds({ And: [isNumber, { Not: { Variable: '$.n', NumericEquals: 3 } }] }, { n: 2 })).toBe(true);
    expect(holds({ Or: [isNumber, missing] }, { n: 2 })).toBe(true);
    expect(holds({ And: [{ Not: isNumber }, missing] }, { n: 2 })).toBe(false);
  });

  it('fails the execution where its variable is not there', async () => {
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.x', NumericEquals: 1, Next: 'End' }], Default: 'End' };
    const states = { Only: choice, End: { Type: 'Succeed' } };
    const run = await drive(states, {}, { machine: { QueryLanguage: 'JSONPath' } });
    expect(run.snapshot.failure).toEqual({
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'Only' (entered at the event id #2). " +
        "Invalid path '$.x': The choice state's condition path references an invalid value.",
    });
  });

  it('is refused without an operator and with a path that is none', () => {
    expect(() => compileRule({ Variable: '$.a' }, 'Choices[0]')).toThrow('exactly one comparison operator');
    expect(() => compileRule({ Variable: 'a', IsNull: true }, 'Choices[0]')).toThrow('Value is not a valid JSONPath');
  });
});
