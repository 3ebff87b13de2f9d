/** What a run used, as the player's report says: of a tape or of a fleet. */
import * as z from 'zod';

const count = z.number().nonnegative();

const meter = z.object({
  stateTransitions: count,
  expressRequests: count,
  expressGbSeconds: count,
  lambdaInvocations: count,
  lambdaGbSeconds: count,
  dynamoReadUnits: count,
  dynamoWriteUnits: count,
  eventsPublished: count,
  schedulerInvocations: count,
  sqsRequests: count,
  lambdaLogBytes: count,
  routeRequests: count,
  positionRequests: count,
  emailsSent: count,
  textParts: count,
});

const machineFlow = z.object({
  machineType: z.enum(['STANDARD', 'EXPRESS']),
  executions: count,
  continuations: count,
  openSeconds: count,
  states: z.record(z.string(), count),
});

const report = z.object({
  name: z.string().optional(),
  fleet: z.object({ bookings: count, days: count, seed: count }).optional(),
  meter,
  flow: z.record(z.string(), machineFlow),
});

export type Meter = z.infer<typeof meter>;
export type MachineFlow = z.infer<typeof machineFlow>;

export interface Usage {
  /** Of the tape, or what the fleet was made of. */
  readonly name: string;
  readonly meter: Meter;
  /** What the same time uses though nothing happens; it is not in `meter`. Default: it was not measured, and is. */
  readonly standing?: Meter;
  /** By machine. */
  readonly flow: Readonly<Record<string, MachineFlow>>;
  /** What totals are divided by. */
  readonly subjects: { readonly count: number; readonly noun: 'booking' | 'subscription' | 'run' };
}

/** @throws Error that names the field and what was expected */
export function parseUsage(text: string): Usage {
  const result = report.safeParse(JSON.parse(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`${issue?.path.join('.') || 'the report'}: ${issue?.message}`);
  }
  const { name, fleet, meter: used, flow } = result.data;
  const made = fleet && `fleet of ${fleet.bookings}, ${fleet.days} days, seed ${fleet.seed}`;
  return { name: name ?? made ?? 'a run', meter: used, flow, subjects: subjectsOf(flow) };
}

/** Takes off what is used whatever happens: sweeps, for example. */
export function withoutStanding(usage: Usage, { meter: standing }: Pick<Usage, 'meter'>): Usage {
  const rest = Object.entries(usage.meter).map(([counter, used]): [string, number] => [
    counter,
    Math.max(0, used - standing[counter as keyof Meter]),
  ]);
  return { ...usage, standing, meter: Object.fromEntries(rest) as Meter };
}

function subjectsOf(flow: Usage['flow']): Usage['subjects'] {
  for (const noun of ['booking', 'subscription'] as const) {
    const { executions = 0, continuations = 0 } = flow[noun] ?? {};
    if (executions > continuations) return { count: executions - continuations, noun };
  }
  return { count: 1, noun: 'run' };
}

/** How often a state was entered. */
export function entered(flow: MachineFlow | undefined, stateName: string): number {
  return flow?.states[stateName] ?? 0;
}
