import type { ObservedEvent } from '../../local/runtime.ts';

/** Numbers by name, in alphabetical order. */
export type Counts = Readonly<Record<string, number>>;

/** What was seen of a fleet, counted as it happens: events are not kept, so that a long run takes no more memory. */
export interface Tally {
  readonly observe: (event: ObservedEvent) => void;
  read(): {
    /** Events of Legwork, by their type. */
    readonly emitted: Counts;
    /** By kind and channel. */
    readonly notifications: Counts;
    /** Executions by machine and status; RUNNING for those that go on. */
    readonly executions: Counts;
    /** What went wrong, by what it was. */
    readonly troubles: Counts;
  };
}

export function createTally(): Tally {
  const emitted = createCounter();
  const notifications = createCounter();
  const executions = createCounter();
  const troubles = createCounter();

  const observe = (event: ObservedEvent): void => {
    switch (event.kind) {
      case 'event-published':
        if (event.source === 'legwork') emitted.add(event.detailType);
        return;
      case 'email-sent':
      case 'text-sent':
        notifications.add(`${event.tags.kind ?? 'untagged'} ${event.kind === 'email-sent' ? 'email' : 'sms'}`);
        return;
      case 'execution-started':
        executions.add(`${machineOf(event.stateMachineArn)} RUNNING`);
        return;
      case 'execution-ended':
        executions.add(`${machineOf(event.stateMachineArn)} RUNNING`, -1);
        executions.add(`${machineOf(event.stateMachineArn)} ${event.status}`);
        return;
      case 'lambda-failed':
        troubles.add(`${event.functionName} failed: ${event.errorType}`);
        return;
      case 'message-dead-lettered':
        troubles.add(`dead letter in ${event.queueName}`);
        return;
      case 'access-denied':
        troubles.add(`${event.principal} may not ${event.action}`);
    }
  };
  return {
    observe,
    read: () => ({
      emitted: emitted.read(),
      notifications: notifications.read(),
      executions: executions.read(),
      troubles: troubles.read(),
    }),
  };
}

export function createCounter() {
  const counts = new Map<string, number>();
  return {
    add: (name: string, amount = 1): void => {
      counts.set(name, (counts.get(name) ?? 0) + amount);
    },
    read: (): Counts =>
      Object.fromEntries(
        [...counts].filter(([, count]) => count !== 0).sort(([one], [other]) => (one < other ? -1 : 1)),
      ),
  };
}

/** `arn:aws:states:REGION:ACCOUNT:stateMachine:NAME`, perhaps with a version behind it. */
function machineOf(stateMachineArn: string): string {
  return stateMachineArn.split(':')[6] ?? stateMachineArn;
}
