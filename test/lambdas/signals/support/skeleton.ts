import { type Letter, signalTypeOf } from './signals.ts';

export interface SkeletonOptions {
  /** What each wait accepts, one after the other; after the last the run closes. */
  readonly waits: readonly string[];
  readonly closeAccepts: string;
}

const typesOf = (letters: string): readonly string[] => [...letters].map((letter) => signalTypeOf(letter as Letter));

const attempt = {
  workflow: '{% $workflow %}',
  seq: '{% $seq %}',
  redriveCount: '{% $states.context.Execution.RedriveCount %}',
  retryCount: '{% $states.context.State.RetryCount %}',
  carry: '{% [$carry] %}',
  checkpoint: { phase: 'under way', applied: '{% [$applied] %}' },
};

const errors = {
  Retry: [
    { ErrorEquals: ['Fenced', 'InvalidInput'], MaxAttempts: 0 },
    { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 20 },
  ],
  Catch: [{ ErrorEquals: ['Fenced'], Next: 'Superseded' }],
};

/** The workflows' common skeleton without any work of its own: Load, Await, Close, in the way that the real ones have it. */
export function skeleton({ waits, closeAccepts }: SkeletonOptions): object {
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'Load',
    States: {
      Load: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'load', Payload: { workflow: '{% $states.input %}', definitionVersion: '1' } },
        TimeoutSeconds: 3600,
        ...errors,
        Assign: {
          workflow: '{% $states.input %}',
          seq: 0,
          carry: '{% [$states.result.Payload.carry] %}',
          applied: [],
          position: 0,
          waits: waits.map(typesOf),
        },
        Next: 'IsThrough',
      },
      IsThrough: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $position < $count($waits) %}', Next: 'Await' }],
        Default: 'Close',
      },
      Await: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Arguments: {
          FunctionName: 'await',
          Payload: {
            ...attempt,
            token: '{% $states.context.Task.Token %}',
            accepts: '{% [$waits[$position]] %}',
            timeoutSeconds: 86_400,
          },
        },
        TimeoutSeconds: 86_400,
        Retry: errors.Retry,
        Catch: [
          ...errors.Catch,
          {
            ErrorEquals: ['States.Timeout'],
            Assign: { seq: '{% $seq + 1 %}', position: '{% $position + 1 %}' },
            Next: 'IsThrough',
          },
        ],
        Assign: {
          seq: '{% $seq + 1 %}',
          position: '{% $position + 1 %}',
          carry: '{% [$states.result.carry] %}',
          applied: '{% [$applied, $states.result.signal.sk] %}',
        },
        Next: 'IsThrough',
      },
      Close: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'close', Payload: { ...attempt, accepts: typesOf(closeAccepts) } },
        TimeoutSeconds: 3600,
        ...errors,
        Assign: {
          seq: '{% $seq + 1 %}',
          closed: '{% $states.result.Payload.closed %}',
          carry: '{% $states.result.Payload.closed ? $carry : [$states.result.Payload.carry] %}',
          applied: '{% $states.result.Payload.closed ? $applied : [$applied, $states.result.Payload.signal.sk] %}',
        },
        Next: 'IsClosed',
      },
      IsClosed: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $closed %}', Next: 'Closed' }],
        Default: 'IsThrough',
      },
      Closed: { Type: 'Succeed' },
      Superseded: { Type: 'Succeed' },
    },
  };
}
