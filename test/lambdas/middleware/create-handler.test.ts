import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Fenced, InvalidInput, ProviderUnavailable } from '../../../lambdas/domain/errors.ts';
import { createHandler, type HandlerContext } from '../../../lambdas/middleware/create-handler.ts';
import { recordingPlatform } from '../support/platform.ts';

const invocation = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 29_000 };
const schema = z.object({ workflow: z.object({ type: z.string(), id: z.string(), run: z.int() }) });
const input = { workflow: { type: 'booking', id: 'B-1', run: 2 } };

function subject(run: (input: unknown, context: HandlerContext) => Promise<unknown>, connect = () => ({})) {
  const platform = recordingPlatform(1_000);
  return { platform, handler: createHandler({ name: 'charge-deposit', schema, connect, run, platform }) };
}

const failing = (thrown: unknown) =>
  subject(async () => {
    throw thrown;
  });

describe('a handler', () => {
  it('gives its work the input, the time, the request and what it counts with', async () => {
    const { handler, platform } = subject(async (given, context) => {
      context.metrics.count('Charged');
      return [given, context.nowMs(), context.remainingTimeMs(), context.requestId];
    });
    expect(await handler({ ...input, unknown: 1 }, invocation)).toEqual([input, 1_000, 29_000, 'request-1']);
    expect(platform.counted).toEqual({ Charged: 1 });
    expect(platform.published).toBe(1);
    expect(platform.lines).toEqual([]);
  });

  it('connects at the first invocation, and then no more (H1)', async () => {
    let connections = 0;
    const { handler } = subject(
      async () => 'done',
      () => ({ number: ++connections }),
    );
    expect(connections).toBe(0);
    await handler(input, invocation);
    await handler(input, invocation);
    expect(connections).toBe(1);
  });

  it('connects again at the next invocation where it could not (H1)', async () => {
    let isUp = false;
    const { handler } = subject(
      async () => 'done',
      () => {
        if (!isUp) throw new Error('the environment variable X is not set');
        return {};
      },
    );
    await expect(handler(input, invocation)).rejects.toMatchObject({ name: 'Unexpected' });
    isUp = true;
    expect(await handler(input, invocation)).toBe('done');
  });

  it.each([
    [{ workflow: { type: 'booking', id: 4, run: 1 } }, 'workflow.id: invalid_type'],
    [{}, 'workflow: invalid_type'],
    ['Erika Mustermann', 'input: invalid_type'],
  ])('refuses input that its schema does not accept, by the name of the field (H2): %j', async (wrong, message) => {
    const { handler } = subject(async () => 'done');
    await expect(handler(wrong, invocation)).rejects.toMatchObject({ name: 'InvalidInput', message });
  });

  it.each([
    [
      new Fenced('run 1 of booking B-1 is not the current one'),
      'Fenced',
      'run 1 of booking B-1 is not the current one',
    ],
    [new InvalidInput('at', 'not an instant'), 'InvalidInput', 'at: not an instant'],
    [
      new ProviderUnavailable('payments', 'HTTP status 503', { cause: new Error('Erika Mustermann') }),
      'ProviderUnavailable',
      'payments: HTTP status 503',
    ],
    [
      new ConditionalCheckFailedException({
        message: 'Erika Mustermann',
        $metadata: { httpStatusCode: 400 },
        Item: { name: { S: 'Erika Mustermann' } },
      }),
      'ConditionalCheckFailedException',
      'an AWS call of charge-deposit was answered so (HTTP status 400)',
    ],
    [new SyntaxError('Unexpected token: "Erika Mustermann"'), 'Unexpected', 'SyntaxError in charge-deposit'],
    ['Erika Mustermann', 'Unexpected', 'a thrown string in charge-deposit'],
    [undefined, 'Unexpected', 'a thrown undefined in charge-deposit'],
  ])('fails with a literal name and nothing personal (H3): %s', async (thrown, name, message) => {
    const { handler, platform } = failing(thrown);
    const failure = await handler(input, invocation).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).toMatchObject({ name, message });
    const shown = JSON.stringify([failure, (failure as Error).stack, (failure as Error).cause, platform.lines]);
    expect(shown).not.toContain('Erika');
  });

  it('keeps the place where it failed, for whoever reads the log', async () => {
    const { handler, platform } = failing(new TypeError('Erika Mustermann'));
    await expect(handler(input, invocation)).rejects.toMatchObject({
      stack: expect.stringMatching(/^Unexpected: TypeError in charge-deposit\n\s+at .*create-handler\.test\.ts/),
    });
    expect(platform.lines).toEqual([
      {
        level: 'error',
        message: 'The invocation failed',
        fields: expect.objectContaining({
          handlerName: 'charge-deposit',
          requestId: 'request-1',
          workflowType: 'booking',
          workflowId: 'B-1',
          run: 2,
          errorName: 'TypeError',
          thrownAt: expect.stringContaining('create-handler.test.ts'),
        }),
      },
    ]);
  });

  it('warns of a failure that is foreseen, and says what caused it by name', async () => {
    const cause = new RangeError('Erika Mustermann');
    const { handler, platform } = failing(new ProviderUnavailable('payments', 'no answer', { cause }));
    await expect(handler(input, invocation)).rejects.toMatchObject({ name: 'ProviderUnavailable' });
    expect(platform.lines).toMatchObject([
      { level: 'warn', fields: { errorMessage: 'payments: no answer', causeName: 'RangeError' } },
    ]);
  });

  it('publishes what it counted also where it failed', async () => {
    const { handler, platform } = subject(async (_, { metrics }) => {
      metrics.count('Declined');
      throw new Error('no answer');
    });
    await expect(handler(input, invocation)).rejects.toThrow();
    expect(platform.counted).toEqual({ Declined: 1 });
    expect(platform.published).toBe(1);
  });
});
