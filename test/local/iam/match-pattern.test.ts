import { describe, expect, it } from 'vitest';
import { matchesArnPattern, matchesPattern } from '../../../local/iam/match-pattern.ts';

describe('matchesPattern', () => {
  it.each([
    ['sqs:*', 'sqs:SendMessage', true],
    ['sqs:Send?essage', 'sqs:SendMessage', true],
    ['sqs:Send?essage', 'sqs:Sendessage', false],
    ['a*b*c', 'a--b--b--c', true],
    ['a.c', 'abc', false],
    ['(a|b)', 'a', false],
    ['line*', 'line\nbreak', true],
    ['', '', true],
  ])('%s against %j: %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it('regards case unless told otherwise', () => {
    expect(matchesPattern('sqs:sendmessage', 'sqs:SendMessage')).toBe(false);
    expect(matchesPattern('sqs:sendmessage', 'sqs:SendMessage', { ignoreCase: true })).toBe(true);
  });
});

describe('matchesArnPattern', () => {
  it.each([
    ['arn:aws:lambda:eu-west-1:1:function:f:*', 'arn:aws:lambda:eu-west-1:1:function:f:7', true],
    ['arn:aws:lambda:eu-west-1:1:function:f:*', 'arn:aws:lambda:eu-west-1:1:function:f', false],
    ['arn:aws:lambda:*:1:function:f', 'arn:aws:lambda:eu-west-1:1:function:f', true],
    // The Region's wildcard does not swallow account and kind.
    ['arn:aws:lambda:*:f', 'arn:aws:lambda:eu-west-1:1:function:f', false],
    ['arn:aws:scheduler:eu-west-1:1:schedule/reminders/*', 'arn:aws:scheduler:eu-west-1:1:schedule/other/a', false],
    ['*', '*', true],
    ['arn:aws:sqs:eu-west-1:1:q', '*', false],
  ])('%s against %s: %s', (pattern, arn, expected) => {
    expect(matchesArnPattern(pattern, arn)).toBe(expected);
  });
});
