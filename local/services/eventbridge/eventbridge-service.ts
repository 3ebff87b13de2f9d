import type { ResourceProvider } from '../../assembly/resource-provider.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { createBusStore, defaultBusName } from './bus-store.ts';
import type { ConnectionCredentials } from './connections/connection-credentials.ts';
import { createConnectionStore } from './connections/connection-store.ts';
import { type BusEvent, eventTime } from './event.ts';
import type { EventsCollaborators, EventsContext } from './events-context.ts';
import {
  createConnectionOperation,
  deleteConnectionOperation,
  describeConnectionOperation,
  listConnectionsOperation,
  updateConnectionOperation,
} from './operations/connections.ts';
import {
  createEventBusOperation,
  deleteEventBusOperation,
  describeEventBusOperation,
  listEventBusesOperation,
} from './operations/event-buses.ts';
import { putEventsOperation } from './operations/put-events.ts';
import {
  deleteRuleOperation,
  describeRuleOperation,
  disableRuleOperation,
  enableRuleOperation,
  listRulesOperation,
  putRuleOperation,
} from './operations/rules.ts';
import { listTargetsByRuleOperation, putTargetsOperation, removeTargetsOperation } from './operations/targets.ts';
import { testEventPatternOperation } from './operations/test-event-pattern.ts';
import { matchesPattern } from './patterns/match-event.ts';
import { connectionProvider } from './resources/connection.ts';
import { eventBusProvider } from './resources/event-bus.ts';
import { eventBusPolicyProvider } from './resources/event-bus-policy.ts';
import { ruleProvider } from './resources/rule.ts';
import { resumeRuleSchedules } from './rule-schedule.ts';
import { deliverToTarget, resumeTargetDeliveries } from './targets/deliver-to-target.ts';

export interface EventBridgeService {
  readonly service: Service;
  readonly resourceProviders: readonly ResourceProvider[];
  /** What the connection of that ARN adds to a call; whoever asks sees to the permissions that its `access` names. */
  findCredentials(connectionArn: string): ConnectionCredentials | undefined;
  /** Whether there is a rule on the default bus, which could see what `publishServiceEvent` is told. */
  hasServiceEventRules(): boolean;
  /**
   * Puts an event of an AWS service on the default bus, as Step Functions does when an execution changes its status. Such
   * events cost nothing and are nobody's doing: neither meter nor observer learns of them.
   */
  publishServiceEvent(event: {
    readonly source: string;
    readonly detailType: string;
    readonly resources: readonly string[];
    readonly detail: Readonly<Record<string, unknown>>;
  }): void;
}

export function createEventBridgeService(kernel: Kernel, collaborators: EventsCollaborators): EventBridgeService {
  const buses = createBusStore(kernel);
  const connections = createConnectionStore(kernel, collaborators.secrets);
  const publish = (busName: string, event: BusEvent): void => {
    kernel.observer.emit({
      kind: 'event-published',
      busName,
      source: event.source,
      detailType: event['detail-type'],
      detail: event.detail,
      eventId: event.id,
    });
    route(busName, event);
  };
  const route = (busName: string, event: BusEvent): void => {
    for (const rule of buses.get(busName).rules.values()) {
      if (rule.state !== 'ENABLED' || !rule.pattern || !matchesPattern(rule.pattern.compiled, { ...event })) continue;
      for (const target of rule.targets.values()) deliverToTarget(context, rule, target, event);
    }
  };
  const hasServiceEventRules = (): boolean => buses.get(defaultBusName).rules.size > 0;
  const context: EventsContext = { kernel, buses, connections, publish, ...collaborators };
  resumeRuleSchedules(context);
  resumeTargetDeliveries(context);
  return {
    service: {
      name: 'events',
      operations: {
        CreateConnection: createConnectionOperation(context),
        CreateEventBus: createEventBusOperation(context),
        DeleteConnection: deleteConnectionOperation(context),
        DeleteEventBus: deleteEventBusOperation(context),
        DeleteRule: deleteRuleOperation(context),
        DescribeConnection: describeConnectionOperation(context),
        DescribeEventBus: describeEventBusOperation(context),
        DescribeRule: describeRuleOperation(context),
        DisableRule: disableRuleOperation(context),
        EnableRule: enableRuleOperation(context),
        ListConnections: listConnectionsOperation(context),
        ListEventBuses: listEventBusesOperation(context),
        ListRules: listRulesOperation(context),
        ListTargetsByRule: listTargetsByRuleOperation(context),
        PutEvents: putEventsOperation(context),
        PutRule: putRuleOperation(context),
        PutTargets: putTargetsOperation(context),
        RemoveTargets: removeTargetsOperation(context),
        TestEventPattern: testEventPatternOperation(),
        UpdateConnection: updateConnectionOperation(context),
      },
    },
    resourceProviders: [
      connectionProvider(context),
      eventBusProvider(context),
      eventBusPolicyProvider(context),
      ruleProvider(context),
    ],
    findCredentials: connections.credentials,
    hasServiceEventRules,
    publishServiceEvent: ({ source, detailType, resources, detail }) => {
      // Without a rule nobody can see the event, and making its id would shift all ids that are made after it.
      if (!hasServiceEventRules()) return;
      route(defaultBusName, {
        version: '0',
        id: kernel.identifiers.uuid(),
        'detail-type': detailType,
        source,
        account: kernel.accountId,
        time: eventTime(kernel.clock.nowMs()),
        region: kernel.region,
        resources,
        detail,
      });
    },
  };
}
