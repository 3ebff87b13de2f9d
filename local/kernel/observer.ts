/** What happened in the runtime, for whoever watches: the feed of `npm start`, the report of a tape, tests. */
export type RuntimeEvent =
  | {
      readonly kind: 'event-published';
      readonly busName: string;
      readonly source: string;
      readonly detailType: string;
      readonly detail: unknown;
      readonly eventId: string;
    }
  | {
      readonly kind: 'execution-started';
      readonly machineType: 'STANDARD' | 'EXPRESS';
      readonly executionArn: string;
      readonly stateMachineArn: string;
      readonly name: string;
    }
  | {
      readonly kind: 'execution-ended';
      readonly machineType: 'STANDARD' | 'EXPRESS';
      readonly executionArn: string;
      readonly stateMachineArn: string;
      readonly name: string;
      readonly status: string;
      readonly error?: string;
      readonly cause?: string;
    }
  | { readonly kind: 'state-entered'; readonly executionArn: string; readonly stateName: string }
  | {
      readonly kind: 'email-sent';
      readonly to: readonly string[];
      readonly subject: string;
      readonly text: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'text-sent';
      readonly phoneNumber: string;
      readonly message: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'schedule-fired'; readonly groupName: string; readonly scheduleName: string }
  | {
      readonly kind: 'message-dead-lettered';
      readonly queueName: string;
      readonly body: string;
      readonly attributes: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'lambda-log'; readonly functionName: string; readonly line: string }
  | {
      readonly kind: 'lambda-failed';
      readonly functionName: string;
      readonly errorType: string;
      readonly errorMessage: string;
    }
  | {
      readonly kind: 'alarm-changed';
      readonly alarmName: string;
      /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
      readonly state: string;
      readonly previousState: string;
      readonly reason: string;
    }
  /** A call that was refused for coming too often. `operation` may be one of the service's own: `StateTransition`. */
  | { readonly kind: 'call-throttled'; readonly service: string; readonly operation: string }
  | { readonly kind: 'access-denied'; readonly principal: string; readonly action: string; readonly resource: string };

export type ObservedEvent = RuntimeEvent & { readonly atMs: number };

export interface Observer {
  emit(event: RuntimeEvent): void;
  /** Whether anybody listens to events of the kind: without, `emit` has no use for one, and none needs to be made. */
  isObserved(kind: RuntimeEvent['kind']): boolean;
  /** Gives every later event (of these kinds, default: of all) to `listener`; returns what ends it. */
  subscribe(listener: (event: ObservedEvent) => void, kinds?: ReadonlySet<RuntimeEvent['kind']>): () => void;
}

export function createObserver(nowMs: () => number): Observer {
  interface Subscription {
    readonly listener: (event: ObservedEvent) => void;
    readonly kinds: ReadonlySet<RuntimeEvent['kind']> | undefined;
  }
  const subscriptions = new Set<Subscription>();
  const wants = ({ kinds }: Subscription, kind: RuntimeEvent['kind']): boolean => kinds?.has(kind) ?? true;
  /** Answers of `isObserved`, which is asked far more often than anybody comes or goes. */
  const observed = new Map<RuntimeEvent['kind'], boolean>();
  const isObserved = (kind: RuntimeEvent['kind']): boolean => {
    const known = observed.get(kind);
    if (known !== undefined) return known;
    observed.set(kind, isWantedByAny(kind));
    return isWantedByAny(kind);
  };
  const isWantedByAny = (kind: RuntimeEvent['kind']): boolean =>
    [...subscriptions].some((subscription) => wants(subscription, kind));
  return {
    emit: (event) => {
      if (subscriptions.size === 0) return;
      const stamped = { ...event, atMs: nowMs() };
      for (const subscription of subscriptions) {
        if (wants(subscription, event.kind)) subscription.listener(stamped);
      }
    },
    isObserved,
    subscribe: (listener, kinds) => {
      const subscription = { listener, kinds };
      subscriptions.add(subscription);
      observed.clear();
      return () => {
        observed.clear();
        return subscriptions.delete(subscription);
      };
    },
  };
}
