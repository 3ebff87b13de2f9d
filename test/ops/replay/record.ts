import { type Driven, drive } from '../../local/engine/drive.ts';

/** What `GetExecutionHistory` would return of an execution that a test drove, as JSON text. */
export function recordingOf({ history, snapshot }: Driven): string {
  return JSON.stringify({
    executionArn: snapshot.execution.executionArn,
    events: history.map(({ id, previousEventId, type, atMs, details }) => ({
      id,
      previousEventId,
      type,
      timestamp: new Date(atMs).toISOString(),
      ...(details === undefined ? {} : { anyEventDetails: details }),
    })),
  });
}

export const invoke = 'arn:aws:states:::lambda:invoke';
const functionArn = (name: string, version: number): string =>
  `arn:aws:lambda:eu-west-1:111122223333:function:legwork-test-${name}:${version}`;

/** A workflow with the skeleton of all: Load, Await, Apply, Route, Close. */
export function workflow(version: number): Record<string, Record<string, unknown>> {
  const call = (name: string, Payload: object) => ({ FunctionName: functionArn(name, version), Payload });
  return {
    Load: {
      Type: 'Task',
      Resource: invoke,
      Arguments: call('load-run', { workflow: '{% $states.input %}', definitionVersion: `d${version}` }),
      Assign: {
        phase:
          '{% $exists($states.result.Payload.checkpoint.phase) ? $states.result.Payload.checkpoint.phase : "new" %}',
        carry: '{% [$states.result.Payload.carry] %}',
      },
      Next: 'Begin',
    },
    Begin: { Type: 'Choice', Choices: [{ Condition: '{% $phase = "new" %}', Next: 'Await' }], Default: 'Apply' },
    Await: {
      Type: 'Task',
      Resource: `${invoke}.waitForTaskToken`,
      Arguments: call('await-signal', {
        token: '{% $states.context.Task.Token %}',
        at: '{% $states.context.State.EnteredTime %}',
        checkpoint: { phase: '{% $phase %}' },
        carry: '{% [$carry] %}',
      }),
      TimeoutSeconds: 86_400,
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Close' }],
      Assign: { signal: '{% $states.result.signal %}', carry: '{% [$states.result.carry] %}' },
      Next: 'Apply',
    },
    Apply: {
      Type: 'Task',
      Resource: invoke,
      Arguments: call('apply-signal', { signal: '{% $exists($signal) ? $signal : null %}' }),
      Retry: [{ ErrorEquals: ['StorageConflict'], IntervalSeconds: 1, MaxAttempts: 3, JitterStrategy: 'FULL' }],
      Assign: { phase: '{% $states.result.Payload.phase %}' },
      Next: 'Route',
    },
    Route: { Type: 'Choice', Choices: [{ Condition: '{% $phase = "over" %}', Next: 'Close' }], Default: 'Await' },
    Close: { Type: 'Task', Resource: invoke, Arguments: call('close-workflow', { phase: '{% $phase %}' }), End: true },
  };
}

/** A run that takes two signals, with one retry between, and then closes; `untilSignals` leaves it open before that. */
export async function recordRun(options: { readonly isOpen?: boolean } = {}): Promise<string> {
  const driven = await drive(workflow(1), { type: 'booking', id: 'B-1', run: 1 });
  const answer = async (output: unknown): Promise<void> => {
    driven.nowMs += 1_234;
    await driven.answer(output);
  };
  const signal = async (type: string): Promise<void> => {
    await answer({});
    driven.nowMs += 3_600_000;
    const { token } = (driven.snapshot.root.frame?.activity ?? {}) as { readonly token: string };
    const output = JSON.stringify({ signal: { type }, carry: [`signal#${type}`] });
    await driven.send({ kind: 'callback-succeeded', path: [], token, output });
  };
  await answer({ Payload: { checkpoint: null, carry: [] } });
  await signal('BookingConfirmed');
  await driven.fail('StorageConflict');
  await driven.fireTimer();
  await answer({ Payload: { phase: 'confirmed' } });
  if (options.isOpen) return recordingOf(driven);
  await signal('BookingCancelled');
  await answer({ Payload: { phase: 'over' } });
  await answer({ Payload: {} });
  return recordingOf(driven);
}
