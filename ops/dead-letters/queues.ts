/** The dead-letter queues of a stage, by the end of their names, and what sending back means for each. */
export interface DeadLetterQueue {
  /** `legwork-<stage>-` comes before it. */
  readonly name: string;
  readonly holds: string;
  /**
   * `to-router`: the body is an event; it goes into the router's queue again. `start`: the body is the call that a
   * schedule could not make; it is made now. `never`: the next firing has made up for it.
   */
  readonly sendBack: 'to-router' | 'start' | 'never';
}

export const deadLetterQueues: readonly DeadLetterQueue[] = [
  {
    name: 'dead-letters',
    holds: 'events that are poison, or that the router failed on five times',
    sendBack: 'to-router',
  },
  { name: 'undelivered-events', holds: 'events that the bus could not put into the queue', sendBack: 'to-router' },
  { name: 'undelivered-reminders', holds: 'reminders that Scheduler could not start', sendBack: 'start' },
  {
    name: 'undelivered-leg-assessment',
    holds: 'assessments of legs that Scheduler could not start',
    sendBack: 'never',
  },
  { name: 'undelivered-vehicle-check', holds: 'checks of vehicles that Scheduler could not start', sendBack: 'never' },
];

export const queueNames = deadLetterQueues.map(({ name }) => name);

export function queueNamed(name: string | undefined): DeadLetterQueue {
  const queue = deadLetterQueues.find((one) => one.name === name);
  if (queue === undefined) throw new Error('Commander let a queue through that is none');
  return queue;
}
