import { describe, expect, it } from 'vitest';
import { findConditionOperator } from '../../../local/iam/condition-operators.ts';

const a = 'arn:aws:events:eu-west-1:1:rule/bus/a';
const anyRule = 'arn:aws:events:eu-west-1:1:rule/bus/*';

describe('findConditionOperator', () => {
  it.each<[string, string[], string[] | undefined, boolean]>([
    ['StringEquals', ['x', 'y'], ['y'], true],
    ['StringEquals', ['x'], ['X'], false],
    ['StringEquals', ['x'], undefined, false],
    ['StringEqualsIfExists', ['x'], undefined, true],
    ['StringEqualsIfExists', ['x'], ['y'], false],
    ['StringEqualsIgnoreCase', ['x'], ['X'], true],
    ['StringNotEquals', ['x', 'y'], ['y'], false],
    ['StringNotEquals', ['x', 'y'], ['z'], true],
    ['StringNotEquals', ['x'], undefined, true],
    ['StringNotEqualsIgnoreCase', ['x'], ['X'], false],
    ['StringLike', ['lambda*'], ['lambda.amazonaws.com'], true],
    ['StringNotLike', ['lambda*'], ['lambda.amazonaws.com'], false],
    ['ArnEquals', [anyRule], [a], true],
    ['ArnLike', [anyRule], [a], true],
    ['ArnNotEquals', [anyRule], [a], false],
    ['ArnNotLike', [anyRule], ['arn:aws:events:eu-west-1:1:rule/other/a'], true],
    ['Bool', ['false'], ['true'], false],
    ['Bool', ['TRUE'], ['true'], true],
    ['NumericEquals', ['1.0'], ['1'], true],
    ['NumericNotEquals', ['1.0'], ['1'], false],
    ['NumericLessThan', ['10'], ['9'], true],
    ['NumericLessThanEquals', ['10'], ['10'], true],
    ['NumericGreaterThan', ['10'], ['9'], false],
    ['NumericGreaterThanEquals', ['10'], ['10'], true],
    ['Null', ['true'], undefined, true],
    ['Null', ['true'], ['x'], false],
    ['Null', ['false'], ['x'], true],
    ['ForAnyValue:StringEquals', ['x', 'y'], ['z', 'y'], true],
    ['ForAnyValue:StringEquals', ['x'], undefined, false],
    ['ForAllValues:StringEquals', ['x', 'y'], ['y', 'x'], true],
    ['ForAllValues:StringEquals', ['x', 'y'], ['y', 'z'], false],
    ['ForAllValues:StringEquals', ['x'], undefined, true],
    ['ForAnyValue:StringLikeIfExists', ['x*'], undefined, true],
  ])('%s of %j against %j: %s', (name, wanted, actual, expected) => {
    expect(findConditionOperator(name)?.holds(wanted, actual)).toBe(expected);
  });

  it.each(['DateLessThan', 'IpAddress', 'BinaryEquals', 'Nonsense', 'toString'])('does not know %s', (name) => {
    expect(findConditionOperator(name)).toBeUndefined();
  });
});
