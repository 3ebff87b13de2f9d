/** Definitions of a trip leg that waits for its own grid: made of today's, so that they change with it. */
import type { Definition } from './assembly-copy.ts';

type State = Record<string, unknown>;
type Assign = Record<string, unknown>;

/** First instant of the grid after `after`, or `until` if that comes first; a text, or null for neither. */
function wakeAt(grid: string, after: string, until: string): string {
  return [
    `($after := ${after};`,
    `$next := $min(${grid}[lastMs > $after].(firstMs > $after ? firstMs : firstMs + ($floor(($after - firstMs) / everyMs) + 1) * everyMs));`,
    `$exists($next) and (${until} = null or $next < $toMillis(${until})) ? $fromMillis($next) : ${until})`,
  ].join(' ');
}

const jsonata = (expression: string): string => `{% ${expression} %}`;
/** An instant that falls due as a signal is handled is still to come. */
const afterSignal = '$max([$afterMs, $toMillis($states.context.State.EnteredTime) - 1])';
const afterAssessment: Assign = {
  assessAt: null,
  wakeAt: jsonata(wakeAt('$grid', '$afterMs', '$waitUntil')),
};

/** A: reads and judges in states of its own, as the Express machine does. */
export function assessInStates(tripLeg: Definition, assessment: Definition): Definition {
  const inside = embed(assessment);
  return waitForGrid(tripLeg, inside.StartAt, inside.States);
}

/** B: the Express machine does it, and the workflow waits for the answer. */
export function assessByExpressChild(tripLeg: Definition): Definition {
  return waitForGrid(tripLeg, 'Assess', {
    Assess: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation replaces it
      Arguments: { StateMachineArn: '${LegAssessmentStateMachine}', Input: '{% $states.input %}' },
      TimeoutSeconds: 300,
      Retry: [{ ErrorEquals: ['States.TaskFailed', 'States.Timeout'], IntervalSeconds: 2, MaxAttempts: 3 }],
      Assign: afterAssessment,
      Next: 'Route',
    },
  });
}

function waitForGrid(tripLeg: Definition, begin: string, inside: Record<string, State>): Definition {
  const { States } = structuredClone(tripLeg);
  const { Load, Await, Apply, Route } = States as Record<string, State>;
  const catchTimeout = (Await!.Catch as State[]).find(({ ErrorEquals }) => String(ErrorEquals) === 'States.Timeout')!;
  catchTimeout.Next = 'IsDue';
  assign(Load!, { grid: [], gridOf: null, afterMs: 0, wakeAt: null });
  const result = '$states.result.Payload';
  assign(Apply!, {
    grid: jsonata(`[${result}.grid]`),
    gridOf: jsonata(`${result}.gridOf`),
    afterMs: jsonata(afterSignal),
    wakeAt: jsonata(wakeAt(`${result}.grid`, afterSignal, `${result}.waitUntil`)),
  });
  const request = (at: string, gridOf: string): string =>
    jsonata(`{'legId': $workflow.id, 'bookingId': $bookingId, 'at': ${at}, 'gridOf': ${gridOf}}`);
  const dropped = new Set(['AwaitInstant', 'SyncSchedules']);
  Route!.Choices = (Route!.Choices as State[])
    .filter(({ Next }) => !dropped.has(String(Next)))
    .map((rule) => (rule.Next === 'Assess' ? { ...rule, Output: request('$assessAt', 'null'), Next: begin } : rule));
  const kept = Object.entries(States).filter(([name]) => !dropped.has(name) && name !== 'Assess');
  return {
    ...tripLeg,
    States: {
      ...Object.fromEntries(kept),
      // Both its own timeout and the one that the signal protocol is told.
      Await: JSON.parse(JSON.stringify(Await).replaceAll('$waitUntil', '$wakeAt')) as State,
      IsDue: {
        Type: 'Choice',
        Choices: [
          {
            Condition: jsonata(
              '$wakeAt != null and $wakeAt != $waitUntil and $toMillis($wakeAt) <= $toMillis($states.context.State.EnteredTime)',
            ),
            Assign: { afterMs: jsonata('$toMillis($wakeAt)') },
            Output: request('$wakeAt', '$gridOf'),
            Next: begin,
          },
        ],
        Default: 'Apply',
      },
      ...inside,
    },
  };
}

/** The states of a machine, under names of their own, that go on to `Route` where it would succeed. */
function embed({ StartAt, States }: Definition): Definition {
  const rename = (name: string): string => `Assessment${name}`;
  const isEnd = (name: unknown): boolean => States[String(name)]?.Type === 'Succeed';
  const leave = (state: State, field: 'Next' | 'Default'): State => {
    const left = { ...state, [field]: 'Route' };
    assign(left, afterAssessment);
    return left;
  };
  /** Of a state, or of a rule of a Choice. */
  const redirect = (state: State, field: 'Next' | 'Default'): State =>
    isEnd(state[field]) ? leave(state, field) : { ...state, [field]: rename(String(state[field])) };
  const lead = ({ End, ...state }: State): State => {
    if (End === true) return leave(state, 'Next');
    if (state.Type !== 'Choice') return redirect(state, 'Next');
    const Choices = (state.Choices as State[]).map((rule) => redirect(rule, 'Next'));
    return redirect({ ...state, Choices }, 'Default');
  };
  const kept = Object.entries(structuredClone(States)).filter(([name]) => !isEnd(name));
  return {
    StartAt: rename(StartAt),
    States: Object.fromEntries(kept.map(([name, state]) => [rename(name), lead(state)])),
  };
}

function assign(state: State, more: Assign): void {
  state.Assign = { ...(state.Assign as Assign | undefined), ...more };
}
