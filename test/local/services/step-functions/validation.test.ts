import { describe, expect, it } from 'vitest';
import { createWorld, definitionOf } from './step-functions-world.ts';

const validate = (definition: string, more: object = {}) =>
  createWorld().states('ValidateStateMachineDefinition', { definition, ...more });

describe('ValidateStateMachineDefinition', () => {
  it('finds nothing wrong with a definition that a machine can be made of', async () => {
    const definition = definitionOf({ Only: { Type: 'Pass', End: true } });
    expect(await validate(definition)).toEqual({ result: 'OK', diagnostics: [], truncated: false });
  });

  it('tells each mistake and its place', async () => {
    expect(await validate('{"States": {}}')).toEqual({
      result: 'FAIL',
      diagnostics: [
        {
          severity: 'ERROR',
          code: 'SCHEMA_VALIDATION_FAILED',
          message: 'These fields are required: [StartAt]',
          location: '/',
        },
      ],
      truncated: false,
    });
  });

  it('takes a text of nothing but spaces for no object', async () => {
    expect((await validate(' ')).diagnostics).toEqual([
      { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' },
    ]);
  });

  it('judges by the type of the machine', async () => {
    const Resource = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
    const definition = definitionOf({ Only: { Type: 'Task', Resource, End: true } });
    expect((await validate(definition)).result).toBe('OK');
    expect((await validate(definition, { type: 'EXPRESS' })).result).toBe('FAIL');
  });

  it('gives as many mistakes as were asked for, and says when there are more', async () => {
    const definition = definitionOf({ One: { Type: 'Pass' }, Two: { Type: 'Pass' } });
    const all = await validate(definition);
    expect(all).toMatchObject({ truncated: false });
    expect(all.diagnostics.length).toBeGreaterThan(1);
    const first = await validate(definition, { maxResults: 1 });
    expect(first).toEqual({ result: 'FAIL', diagnostics: all.diagnostics.slice(0, 1), truncated: true });
  });
});
