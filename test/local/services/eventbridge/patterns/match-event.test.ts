import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../../../local/services/eventbridge/patterns/compile-pattern.ts';
import { matchesPattern } from '../../../../../local/services/eventbridge/patterns/match-event.ts';

const matches = (pattern: unknown, event: Record<string, unknown>): boolean =>
  matchesPattern(compilePattern(JSON.stringify(pattern)), event);
/** Matches a pattern for the field `x` against events with each of the values. */
const matching = (alternatives: unknown[], values: unknown[]): unknown[] =>
  values.filter((value) => matches({ x: alternatives }, { x: value }));

describe('an event matches when', () => {
  test('every named field has one of the values, whatever else it has', () => {
    const pattern = { source: ['booking-service'], detail: { kind: ['a', 'b'] } };
    expect(matches(pattern, { source: 'booking-service', detail: { kind: 'b', more: 1 } })).toBe(true);
    expect(matches(pattern, { source: 'booking-service', detail: { kind: 'c' } })).toBe(false);
    expect(matches(pattern, { source: 'booking-service' })).toBe(false);
  });

  test('a plain value is equal in kind and value', () => {
    expect(matching(['5'], ['5', 5])).toEqual(['5']);
    expect(matching([300], [300, 300.0, '300', 301])).toEqual([300, 300]);
    expect(matching([null], [null, '', 'null'])).toEqual([null]);
    expect(matching([true], [true, false, 'true'])).toEqual([true]);
  });

  test('prefix and suffix hold, of text only, with or without regard to case', () => {
    expect(matching([{ prefix: 'us-' }], ['us-east', 'US-east', 5])).toEqual(['us-east']);
    expect(matching([{ prefix: { 'equals-ignore-case': 'US-' } }], ['us-east', 'eu'])).toEqual(['us-east']);
    expect(matching([{ suffix: '.png' }], ['a.png', 'a.PNG', '.pngx'])).toEqual(['a.png']);
    expect(matching([{ suffix: { 'equals-ignore-case': '.PNG' } }], ['a.png', 'ng'])).toEqual(['a.png']);
    expect(matching([{ 'equals-ignore-case': 'Alice' }], ['ALICE', 'alic'])).toEqual(['ALICE']);
  });

  test('a wildcard stands for any text, and an escaped one for itself', () => {
    expect(matching([{ wildcard: 'dir/*/x*.png' }], ['dir/a/b/x1.png', 'dir/x.png'])).toEqual(['dir/a/b/x1.png']);
    expect(matching([{ wildcard: '*' }], ['', 'anything', 1])).toEqual(['', 'anything']);
    expect(matching([{ wildcard: 'a\\*b' }], ['a*b', 'axb'])).toEqual(['a*b']);
    expect(matching([{ wildcard: '*aab' }], ['aaab', 'aab', 'aaba'])).toEqual(['aaab', 'aab']);
  });

  test('numbers are in range', () => {
    expect(matching([{ numeric: ['>', 0, '<=', 5] }], [0, 1, 5, 5.1, '3'])).toEqual([1, 5]);
    expect(matching([{ numeric: ['=', 301.8] }], [301.8, 302])).toEqual([301.8]);
  });

  test('addresses are in a block', () => {
    expect(matching([{ cidr: '10.0.0.0/24' }], ['10.0.0.255', '10.0.1.0', 'ten'])).toEqual(['10.0.0.255']);
    expect(matching([{ cidr: '2001:db8::/32' }], ['2001:db8::1', '2001:db9::1'])).toEqual(['2001:db8::1']);
  });

  test('a field is anything but what is excluded, if it is there at all', () => {
    expect(matching([{ 'anything-but': ['a', 'b'] }], ['a', 'c', null])).toEqual(['c', null]);
    expect(matching([{ 'anything-but': 5 }], [5, 6, '5'])).toEqual([6, '5']);
    expect(matching([{ 'anything-but': { prefix: ['a', 'b'] } }], ['ax', 'bx', 'cx'])).toEqual(['cx']);
    expect(matching([{ 'anything-but': { suffix: 'x' } }], ['ax', 'ay'])).toEqual(['ay']);
    expect(matching([{ 'anything-but': { 'equals-ignore-case': 'A' } }], ['a', 'b'])).toEqual(['b']);
    expect(matching([{ 'anything-but': { wildcard: 'a*z' } }], ['abz', 'abc'])).toEqual(['abc']);
    expect(matches({ x: [{ 'anything-but': 'a' }] }, { y: 'b' })).toBe(false);
  });

  test('a leaf exists or does not, its parent missing or not', () => {
    expect(matches({ a: { b: [{ exists: true }] } }, { a: { b: null } })).toBe(true);
    expect(matches({ a: { b: [{ exists: true }] } }, { a: { b: { c: 1 } } })).toBe(false);
    expect(matches({ a: { b: [{ exists: false }] } }, { z: 1 })).toBe(true);
    expect(matches({ a: { b: [{ exists: false }] } }, { a: { b: 1 } })).toBe(false);
    expect(matches({ a: [{ exists: true }] }, { a: [] })).toBe(false);
    expect(matches({ a: ['x', { exists: false }] }, { a: 'y' })).toBe(false);
  });

  test('one of the alternatives of $or holds beside everything else (P1)', () => {
    const pattern = { s: ['a'], $or: [{ x: [1] }, { y: { z: [2] } }] };
    expect(matches(pattern, { s: 'a', x: 1 })).toBe(true);
    expect(matches(pattern, { s: 'a', y: { z: 2 } })).toBe(true);
    expect(matches(pattern, { s: 'a', x: 2, y: { z: 1 } })).toBe(false);
    expect(matches(pattern, { s: 'b', x: 1 })).toBe(false);
  });

  test('names are joined by dots or nested (P2)', () => {
    expect(matches({ a: { b: ['x'] } }, { 'a.b': 'x' })).toBe(true);
    expect(matches({ 'a.b': ['x'] }, { a: { b: 'x' } })).toBe(true);
  });

  test('the later of two equal paths counts (P3)', () => {
    expect(matchesPattern(compilePattern('{"a": ["x"], "a": ["y"]}'), { a: 'y' })).toBe(true);
  });

  test('one element of an array does, and fields of objects in arrays belong to one element', () => {
    expect(matches({ list: ['b'] }, { list: ['a', 'b'] })).toBe(true);
    const people = {
      people: [
        { first: 'Anna', last: 'Smith' },
        { first: 'John', last: 'Jones' },
      ],
    };
    expect(matches({ people: { first: ['Anna'], last: ['Smith'] } }, people)).toBe(true);
    expect(matches({ people: { first: ['Anna'], last: ['Jones'] } }, people)).toBe(false);
  });
});

describe('a pattern is refused with the reason and the place', () => {
  const refusal = (source: string): string => {
    try {
      compilePattern(source);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };

  test.each([
    ['{"a": []}', 'Empty arrays are not allowed', 9],
    ['{"a": {}}', 'Empty objects are not allowed', 9],
    ['{"a": "x"}', '"a" must be an object or an array', 8],
    ['["a"]', 'Filter is not an object', 2],
    ['{"a": [{"numeric": 10}]}', 'Value of numeric must be an array.', 22],
    ['{"a": [{"numeric": [">", 5, "<", 1]}]}', 'Bottom must be less than top', 35],
    ['{"a": [{"prefix": 5}]}', 'prefix match pattern must be a string', 20],
    ['{"a": [{"PREFIX": "x"}]}', 'Unrecognized match type PREFIX', 20],
    ['{"a": [{"wildcard": "x**"}]}', 'Consecutive wildcard characters at pos 2', 26],
    ['{"a": [{"wildcard": "x\\\\y"}]}', 'Invalid escape character at pos 2', 27],
    ['{"a": [{"exists": "yes"}]}', 'exists match pattern must be either true or false.', 20],
    ['{"$or": [{"a": [1]}]}', 'There must have at least 2 Objects in $or relationship.', 21],
    [
      '{"$or": [{"prefix": ["x"]}, {"b": [1]}]}',
      'prefix is Ruler reserved fieldName which cannot be used inside $or.',
      22,
    ],
    ['{"a": [1], }', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 12],
    ['{"a": [1}', "Unexpected character ('}' (code 125)): was expecting comma to separate Array entries", 9],
    [
      'nonsense',
      "Unrecognized token 'nonsense': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      9,
    ],
  ])('%s', (source, reason, column) => {
    expect(refusal(source)).toBe(
      `Event pattern is not valid. Reason: ${reason}\n at [Source: (String)"${source}"; line: 1, column: ${column}]`,
    );
  });

  test('with its line where it has several', () => {
    expect(refusal('{\n  "a": []\n}')).toContain('line: 2, column: 10]');
  });

  test.each([
    ['{"a": [{"anything-but": ["x", null]}]}', 'Inside anything but list, start|null|boolean is not supported.', 35],
    ['{"a": [{"anything-but": {"prefix": [1]}}]}', 'prefix/suffix match pattern must be a string', 38],
    ['{"a": [{"anything-but": {"wildcard": [1]}}]}', 'wildcard match pattern must be a string', 40],
  ])('%s, with the place twice where an excluded value stands in a list', (source, reason, column) => {
    const place = `\n at [Source: (String)"${source}"; line: 1, column: ${column}]`;
    expect(refusal(source)).toBe(`Event pattern is not valid. Reason: ${reason}${place}${place}`);
  });

  test('{"a": [{"anything-but": {"prefix": 1}}]}, with the place once where it stands alone', () => {
    expect(refusal('{"a": [{"anything-but": {"prefix": 1}}]}').match(/ at \[Source/g)).toHaveLength(1);
  });

  test.each([
    ['{"a": [{"cidr": "10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
    ['{"a": [{"cidr": "10.0.0.0/40"}]}', 'IPv4 mask bits must be < 32'],
    [
      '{"a": [{"wildcard": "*a*a*a*a*a*a*a*a"}]}',
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    ],
  ])('%s, without a place', (source, reason) => {
    expect(refusal(source)).toBe(`Event pattern is not valid. Reason: ${reason}`);
  });
});
