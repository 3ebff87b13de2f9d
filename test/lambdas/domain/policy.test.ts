import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../../lambdas/domain/errors.ts';
import { defaultPolicy, readPolicy } from '../../../lambdas/domain/policy.ts';

describe('the policy of a stage', () => {
  it.each([undefined, '', '{}'])('is the default without overrides (%j)', (json) => {
    expect(readPolicy(json)).toEqual(defaultPolicy);
  });

  it('changes the figures that are overridden and no others', () => {
    const policy = readPolicy('{"deposit":{"chargeBeforeStartHours":48}}');
    expect(policy).toEqual({ ...defaultPolicy, deposit: { ...defaultPolicy.deposit, chargeBeforeStartHours: 48 } });
  });

  it.each([
    ['{"deposit":{"chargeBeforeStartHour":48}}', 'policy.deposit.chargeBeforeStartHour'],
    ['{"toString":1}', 'policy.toString'],
    ['{"deposit":{"retryAfterHours":0}}', 'policy.deposit.retryAfterHours'],
    ['{"reminders":{"overdue":{"count":10}}}', 'policy.reminders.overdue.count'],
    ['{"quietHours":{"fromMinuteOfDay":1200}}', 'policy.quietHours'],
    ['{"quietHours":null}', 'policy.quietHours'],
    ['[]', 'policy'],
    ['{', 'policy'],
  ])('refuses %s and names the figure', (json, field) => {
    expect(() => readPolicy(json)).toThrow(expect.objectContaining({ name: 'InvalidInput', field }));
    expect(() => readPolicy(json)).toThrow(InvalidInput);
  });
});

describe('docs/policy.md', () => {
  const text = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');
  const figuresOf = (value: object, path: readonly string[] = []): readonly [string, number][] =>
    Object.entries(value).flatMap(([name, inner]): readonly [string, number][] =>
      Array.isArray(inner)
        ? []
        : typeof inner === 'number'
          ? [[[...path, name].join('.'), inner] as [string, number]]
          : figuresOf(inner, [...path, name]),
    );

  it.each(figuresOf(defaultPolicy))('lists %s with its value %d', (figure, value) => {
    expect(text).toContain(`| \`${figure}\` | ${value} |`);
  });
});
