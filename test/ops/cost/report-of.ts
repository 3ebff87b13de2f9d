import type { MachineFlow, Meter } from '../../../ops/cost/usage.ts';

const nothing: Meter = {
  stateTransitions: 100,
  expressRequests: 0,
  expressGbSeconds: 0,
  lambdaInvocations: 50,
  lambdaGbSeconds: 1.25,
  dynamoReadUnits: 0,
  dynamoWriteUnits: 0,
  eventsPublished: 0,
  schedulerInvocations: 0,
  sqsRequests: 0,
  lambdaLogBytes: 0,
  routeRequests: 0,
  positionRequests: 0,
  emailsSent: 0,
  textParts: 0,
};

/** A report as the player prints it, as far as costs are reckoned from it: a hundred transitions, fifty invocations. */
export function reportOf(more: {
  readonly meter?: Partial<Meter>;
  readonly flow?: Readonly<Record<string, Partial<MachineFlow>>>;
}) {
  const flow = Object.entries(more.flow ?? {}).map(([machine, given]): [string, MachineFlow] => [
    machine,
    { machineType: 'STANDARD', executions: 1, continuations: 0, openSeconds: 0, states: {}, ...given },
  ]);
  return { name: 'a-tape', meter: { ...nothing, ...more.meter }, flow: Object.fromEntries(flow) };
}
