/**
 * What the same flow would be in Temporal Cloud, in billable Actions. The rules are those of "Temporal Cloud Actions",
 * https://docs.temporal.io/cloud/actions: a workflow's start, a signal, a timer and an activity's start are one Action each.
 *
 * The mapping leans to Temporal's side where there is a choice:
 * T1  A workflow's code is free: what our Lambdas do to load, apply, plan, await and close costs nothing there.
 * T2  A wait is one Action, whether a signal or a timer ends it; the one that a signal begins the workflow with is none.
 *     Where both are needed, a timer and then a signal, the second is not counted.
 * T3  A reminder's timer counts when it fires; one that is withdrawn or moved does not.
 * T4  Retries, heartbeats, queries, child workflows' second Action and search attributes are not counted.
 */
import { entered, type Usage } from './usage.ts';

/** What each machine's states would be. Every state that calls something is in one of the lists; a test holds that. */
interface Mapping {
  /** An activity there too. */
  readonly activities: readonly string[];
  /** Code of the workflow there, or counted where it arrives. */
  readonly free: readonly string[];
}

export const workflowMappings: Readonly<Record<string, Mapping>> = {
  booking: {
    activities: ['AnnounceClosed'],
    free: ['Load', 'Apply', 'SyncReminders', 'SignalFollowers', 'Close', 'ContinueAsNew'],
  },
  deposit: {
    activities: ['Charge', 'Settle', 'EscalateDeclined', 'EscalateOutage'],
    free: ['Load', 'Decide', 'NotifyDeclined', 'SignalBooking', 'Close', 'ContinueAsNew'],
  },
  'rental-watch': { activities: [], free: ['Load', 'Sync', 'Close', 'ContinueAsNew'] },
  'trip-leg': {
    activities: ['AnnounceClosed'],
    free: ['Load', 'Apply', 'Assess', 'SyncSchedules', 'Close', 'ContinueAsNew'],
  },
  subscription: {
    activities: ['Charge', 'Suspend', 'AnnounceClosed'],
    free: ['Load', 'Apply', 'NotifyFailed', 'SyncReminders', 'Close', 'ContinueAsNew'],
  },
};

/** What happens again and again, each time an execution of its own here: a timer and so many activities there. */
export const tickActivities: Readonly<Record<string, number>> = {
  // Travel time and vehicle, at the same time.
  'leg-assessment': 2,
  'vehicle-check': 1,
  notification: 1,
};

/** The state in which a workflow waits. */
const wait = 'Await';

interface ActionCount {
  readonly machine: string;
  readonly starts: number;
  readonly waits: number;
  readonly timers: number;
  readonly activities: number;
  readonly actions: number;
}

export interface TemporalFlow {
  readonly machines: readonly ActionCount[];
  /** Workflows, timers, signals and activities written down plainly. */
  readonly actions: number;
  /** Where every tick is a single Action, the heartbeat of an activity that loops: harder to write, stop and look into. */
  readonly frugalActions: number;
  /** Machines that nothing is known about: not counted. */
  readonly unknown: readonly string[];
}

export function countActions({ flow }: Usage): TemporalFlow {
  const known = Object.keys(flow).filter((machine) => machine in workflowMappings || machine in tickActivities);
  const machines = known.map((machine) => countMachine(machine, flow));
  return {
    machines,
    actions: machines.reduce((sum, { actions }) => sum + actions, 0),
    frugalActions: known.reduce((sum, machine, index) => {
      const { executions = 0 } = flow[machine] ?? {};
      return sum + (machine in tickActivities ? executions : machines[index]!.actions);
    }, 0),
    unknown: Object.keys(flow).filter((machine) => !known.includes(machine)),
  };
}

function countMachine(machine: string, flow: Usage['flow']): ActionCount {
  const here = flow[machine]!;
  const { executions } = here;
  const mapping = workflowMappings[machine];
  if (mapping !== undefined) {
    const activities = mapping.activities.reduce((sum, state) => sum + entered(here, state), 0);
    const waits = Math.max(0, entered(here, wait) - executions);
    return total({ machine, starts: executions, waits, timers: 0, activities });
  }
  // Assessments that an event asks for need no timer.
  const asked = machine === 'leg-assessment' ? entered(flow['trip-leg'], 'Assess') : 0;
  const activities = (tickActivities[machine] ?? 0) * executions;
  return total({ machine, starts: 0, waits: 0, timers: Math.max(0, executions - asked), activities });
}

function total(counts: Omit<ActionCount, 'actions'>): ActionCount {
  const { starts, waits, timers, activities } = counts;
  return { ...counts, actions: starts + waits + timers + activities };
}
