import { describe, expect, it } from 'vitest';
import { retryDelaySeconds } from '../../../local/engine/retry.ts';
import { callbackArguments, drive, lambdaCallback, lambdaInvoke } from './drive.ts';

const charge = { Type: 'Task', Resource: lambdaInvoke, Arguments: {}, End: true };
const retrier = {
  errorEquals: ['Busy'],
  intervalSeconds: 30,
  maxAttempts: 99,
  backoffRate: 2,
  maxDelaySeconds: 900,
  hasJitter: false,
};

describe('Retry', () => {
  it('grows its delays by the backoff rate up to the longest', () => {
    const delays = [0, 1, 2, 3, 4, 5, 6].map((made) => retryDelaySeconds(retrier, made, () => 0.5));
    expect(delays).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  it('draws a delay from 0 to the full one with jitter FULL', () => {
    expect(retryDelaySeconds({ ...retrier, hasJitter: true }, 1, () => 0.25)).toBe(15);
  });

  it('gives the same jitter for the same seed', async () => {
    const dueTimes = async (seed: number) => {
      const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 100, JitterStrategy: 'FULL' }];
      const run = await drive({ Charge: { ...charge, Retry: retry } }, {}, { seed });
      await run.fail('Busy');
      return [...run.timers.values()].map(({ dueMs }) => dueMs);
    };
    expect(await dueTimes(7)).toEqual(await dueTimes(7));
    expect(await dueTimes(7)).not.toEqual(await dueTimes(8));
  });

  it('schedules the task again without entering the state again, and then gives up', async () => {
    const run = await drive({ Charge: { ...charge, Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }] } });
    await run.fail('Busy');
    await run.fireTimer();
    await run.fail('Busy');
    expect(run.trace().slice(4)).toEqual([
      '5<4 TaskFailed',
      '6<5 TaskScheduled',
      '7<6 TaskStarted',
      '8<7 TaskFailed',
      '9<8 ExecutionFailed',
    ]);
  });

  it('counts for every retrier by itself, and shows the sum as RetryCount', async () => {
    const retry = [
      { ErrorEquals: ['Busy'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 1 },
    ];
    const run = await drive({
      Await: { Type: 'Task', Resource: lambdaCallback, Arguments: callbackArguments, Retry: retry, End: true },
    });
    const counts: unknown[] = [];
    for (const error of ['Busy', 'Other']) {
      await run.fail(error);
      await run.fireTimer();
      counts.push(JSON.parse(run.calls.at(-1)!.parameters).Payload.retryCount);
    }
    expect(counts).toEqual([1, 2]);
    await run.fail('Busy');
    expect(run.snapshot.status).toBe('FAILED');
  });

  it('shields an error from a later retrier by MaxAttempts 0', async () => {
    const retry = [{ ErrorEquals: ['Fenced'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }];
    const run = await drive({ Charge: { ...charge, Retry: retry } });
    await run.fail('Fenced');
    expect(run.snapshot.status).toBe('FAILED');
  });

  it('never retries States.Runtime', async () => {
    const run = await drive({ Charge: { ...charge, Retry: [{ ErrorEquals: ['States.ALL'] }] } });
    await run.fail('States.Runtime');
    expect(run.snapshot.status).toBe('FAILED');
  });

  it('counts anew when the state is entered again', async () => {
    const run = await drive({
      Charge: { ...charge, End: undefined, Next: 'Charge', Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }] },
    });
    for (let visit = 0; visit < 2; visit += 1) {
      await run.fail('Busy');
      await run.fireTimer();
      await run.answer({});
    }
    expect(run.snapshot.status).toBe('RUNNING');
  });
});

describe('Catch', () => {
  it('leaves the state by the first catcher that names the error, with its Assign and Output', async () => {
    const run = await drive(
      {
        Charge: {
          ...charge,
          Catch: [
            { ErrorEquals: ['Other'], Next: 'Wrong' },
            {
              ErrorEquals: ['Declined'],
              Assign: { reason: '{% $states.errorOutput.Cause %}' },
              Output: { was: '{% $states.input.id %}', error: '{% $states.errorOutput.Error %}' },
              Next: 'Right',
            },
          ],
        },
        Wrong: { Type: 'Fail' },
        Right: { Type: 'Pass', Output: '{% $merge([$states.input, {"reason": $reason}]) %}', End: true },
      },
      { id: 'B-1' },
    );
    await run.fail('Declined', 'insufficient funds');
    expect(run.trace().slice(4, 7)).toEqual(['5<4 TaskFailed', '6<5 TaskStateExited', '7<6 PassStateEntered']);
    expect(run.output()).toEqual({ was: 'B-1', error: 'Declined', reason: 'insufficient funds' });
  });

  it('comes after the retries are used up', async () => {
    const run = await drive({
      Charge: {
        ...charge,
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
      },
      Caught: { Type: 'Succeed' },
    });
    await run.fail('Busy');
    expect(run.snapshot.status).toBe('RUNNING');
    await run.fireTimer();
    await run.fail('Busy', 'again');
    expect(run.output()).toEqual({ Error: 'Busy', Cause: 'again' });
  });

  it('catches an expression that failed', async () => {
    const run = await drive({
      Charge: {
        ...charge,
        Arguments: { id: '{% $states.input.missing %}' },
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Output: 'caught', Next: 'Caught' }],
      },
      Caught: { Type: 'Succeed' },
    });
    expect(run.trace().slice(1, 5)).toEqual([
      '2<0 TaskStateEntered',
      '3<0 EvaluationFailed',
      '4<3 TaskStateExited',
      '5<4 SucceedStateEntered',
    ]);
    expect(run.output()).toBe('caught');
  });

  it('fails the state where the catcher itself fails, without another try', async () => {
    const run = await drive({
      Charge: {
        ...charge,
        Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $nothing %}', Next: 'Caught' }],
      },
      Caught: { Type: 'Succeed' },
    });
    await run.fail('Busy');
    expect(run.snapshot.failure?.error).toBe('States.QueryEvaluationError');
    expect(run.trace().slice(4)).toEqual(['5<4 TaskFailed', '6<5 EvaluationFailed', '7<6 ExecutionFailed']);
  });
});
