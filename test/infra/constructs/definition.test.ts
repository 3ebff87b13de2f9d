import { describe, expect, test } from 'vitest';
import {
  assertSubstitutions,
  computeDefinitionVersion,
  findPlaceholders,
  toPascalCase,
} from '../../../infra/constructs/definition.ts';

/** `{name}` with a dollar sign before it. */
const placeholder = (name: string) => `\${${name}}`;

describe('placeholders of a definition', () => {
  test('are found once each, and JSONata is not taken for one', () => {
    const names = ['LoadRun', 'AwaitSignal', 'LoadRun'].map(placeholder);
    const definition = JSON.stringify({ names, input: '{% $states.input.{ "a": $b } %}' });
    expect(findPlaceholders(definition)).toEqual(['AwaitSignal', 'LoadRun']);
  });

  test('pass when each has its substitution', () => {
    expect(() => assertSubstitutions('x.asl.json', placeholder('A') + placeholder('B'), ['B', 'A'])).not.toThrow();
  });

  test('without a substitution are refused by name', () => {
    expect(() => assertSubstitutions('x.asl.json', placeholder('A') + placeholder('B'), ['A'])).toThrow(
      `x.asl.json: nothing replaces ${placeholder('B')}`,
    );
  });

  test('that are misspelt are refused too, though CloudFormation would not see them', () => {
    expect(() => assertSubstitutions('x.asl.json', placeholder('load-run'), [])).toThrow(
      `nothing replaces ${placeholder('load-run')}`,
    );
  });

  test('that a substitution expects and nobody wrote are refused by name', () => {
    expect(() => assertSubstitutions('x.asl.json', placeholder('A'), ['A', 'C'])).toThrow(
      `x.asl.json: ${placeholder('C')} does not occur`,
    );
  });

  test('are named after handlers', () => {
    expect(['load-run', 'apply-booking-signal'].map(toPascalCase)).toEqual(['LoadRun', 'ApplyBookingSignal']);
  });
});

describe('the version of a definition', () => {
  const version = computeDefinitionVersion('{"StartAt": "A"}', ['load-run@1', '{}']);

  test('is twelve hexadecimal digits', () => {
    expect(version).toMatch(/^[0-9a-f]{12}$/);
  });

  test('is the same for the same sources', () => {
    expect(computeDefinitionVersion('{"StartAt": "A"}', ['load-run@1', '{}'])).toBe(version);
  });

  test.each([
    ['text', '{"StartAt": "B"}', ['load-run@1', '{}']],
    ['code', '{"StartAt": "A"}', ['load-run@2', '{}']],
    ['policy', '{"StartAt": "A"}', ['load-run@1', '{"a":1}']],
  ])('is another one for another %s', (_, definition, ingredients) => {
    expect(computeDefinitionVersion(definition, ingredients)).not.toBe(version);
  });
});
