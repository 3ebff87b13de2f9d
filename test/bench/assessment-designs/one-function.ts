import type { Definition } from './assembly-copy.ts';

type State = Record<string, unknown>;

/** The definition of an assessment in which one function reads the travel time and judges, each time: made of today's. */
export function assessInOneFunction(assessment: Definition): Definition {
  const { ReadInputs, Assess, Assessed } = assessment.States as Record<string, State>;
  const [, vehicle] = ReadInputs!.Branches as readonly [Definition, Definition];
  const goOn = ({ End, ...state }: State): State => (End === true ? { ...state, Next: 'Assess' } : state);
  const ofInput = (name: string): string => `{% $states.context.Execution.Input.${name} %}`;
  const request = {
    legId: ofInput('legId'),
    bookingId: ofInput('bookingId'),
    at: ofInput('at'),
    gridOf: ofInput('gridOf'),
  };
  return {
    ...assessment,
    StartAt: vehicle.StartAt,
    States: {
      ...Object.fromEntries(Object.entries(vehicle.States).map(([name, state]) => [name, goOn(state)])),
      Assess: {
        ...Assess,
        Arguments: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation replaces it
          FunctionName: '${AssessLeg}',
          Payload: { ...request, vehicle: '{% $states.input.vehicle %}' },
        },
      },
      Assessed: Assessed!,
    },
  };
}
