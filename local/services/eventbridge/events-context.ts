import type { Kernel } from '../../kernel/kernel.ts';
import type { AccessRequest } from '../../kernel/service.ts';
import type { RecordMetric } from '../cloudwatch/metric-sample.ts';
import type { ManagedSecrets } from '../secrets-manager/managed-secrets.ts';
import type { BusStore } from './bus-store.ts';
import type { ConnectionStore } from './connections/connection-store.ts';
import type { DeadLetterQueues } from './delivery/dead-letter.ts';
import type { BusEvent } from './event.ts';

/** What the service needs of others. */
export interface EventsCollaborators {
  readonly queues: DeadLetterQueues;
  /** Where the credentials of connections are kept. */
  readonly secrets: ManagedSecrets;
  /** Throws where a role does not let the service use it. */
  assertTrusts(roleArn: string, servicePrincipal: string, sourceArn: string): void;
  readonly recordMetric: RecordMetric;
}

/** What every operation of the service works with. */
export interface EventsContext extends EventsCollaborators {
  readonly kernel: Kernel;
  readonly buses: BusStore;
  readonly connections: ConnectionStore;
  /** Gives an event to the rules of a bus. */
  publish(busName: string, event: BusEvent): void;
}

export const eventsPrincipal = 'events.amazonaws.com';

export function busAccess(context: EventsContext, action: string, bus: string | undefined): AccessRequest[] {
  return [{ action: `events:${action}`, resource: context.buses.busArn(bus) }];
}

export function ruleAccess(
  context: EventsContext,
  action: string,
  ruleName: string,
  bus: string | undefined,
): AccessRequest[] {
  return [{ action: `events:${action}`, resource: context.buses.ruleArn(ruleName, bus) }];
}

/** Whoever gives the service a role must be allowed to pass it. */
export function passRoleAccess(roleArns: ReadonlyArray<string | undefined>): AccessRequest[] {
  const distinct = new Set(roleArns.filter((roleArn) => roleArn !== undefined));
  return [...distinct].map((resource) => ({
    action: 'iam:PassRole',
    resource,
    conditions: { 'iam:PassedToService': eventsPrincipal },
  }));
}
