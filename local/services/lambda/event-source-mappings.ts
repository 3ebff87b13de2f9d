import type { Journal } from '../../journal/journal.ts';
import type { Operation } from '../../kernel/service.ts';
import type { MappingDefinition } from './event-source-mapping.ts';
import { type FunctionArns, parseFunctionReference } from './function-reference.ts';

/** The deployed mappings, by their identifier. */
export interface EventSourceMappings {
  /** Replaces the mapping of the same identifier; one that is not enabled does not run. */
  set(definition: MappingDefinition, isEnabled: boolean): void;
  list(): readonly { readonly definition: MappingDefinition; readonly isEnabled: boolean }[];
  close(): void;
}

interface RecordedMapping {
  readonly definition: MappingDefinition;
  readonly isEnabled: boolean;
}

const store = 'lambda/event-source-mappings';

/** @param start starts a mapping and returns what stops it */
export function createEventSourceMappings(
  journal: Journal,
  start: (definition: MappingDefinition) => () => void,
): EventSourceMappings {
  const deployed = new Map<string, RecordedMapping & { readonly stop: () => void }>();
  for (const [uuid, recorded] of journal.load<RecordedMapping>(store)) {
    const pending = { ...recorded, stop: () => {} };
    deployed.set(uuid, pending);
    journal.onResume(() => {
      // A deployment may have replaced it since.
      if (deployed.get(uuid) !== pending || !recorded.isEnabled) return;
      deployed.set(uuid, { ...recorded, stop: start(recorded.definition) });
    });
  }
  return {
    set(definition, isEnabled) {
      deployed.get(definition.uuid)?.stop();
      const stop = isEnabled ? start(definition) : () => {};
      deployed.set(definition.uuid, { definition, isEnabled, stop });
      journal.put(store, definition.uuid, (): RecordedMapping => ({ definition, isEnabled }));
    },
    list: () => [...deployed.values()],
    close() {
      for (const { stop } of deployed.values()) stop();
    },
  };
}

/** Mappings in the shape of the API, in one page; filtered by queue and by function, where the caller names them. */
export function createListEventSourceMappings(
  mappings: EventSourceMappings,
  arns: FunctionArns,
): Operation<{ EventSourceArn?: string; FunctionName?: string }> {
  return {
    access: () => [{ action: 'lambda:ListEventSourceMappings', resource: '*' }],
    handle(input) {
      const wanted = input.FunctionName === undefined ? undefined : parseFunctionReference(input.FunctionName);
      const found = mappings
        .list()
        .filter(
          ({ definition }) =>
            (input.EventSourceArn ?? definition.queueArn) === definition.queueArn &&
            (wanted?.name ?? definition.function.name) === definition.function.name,
        );
      return {
        EventSourceMappings: found.map(({ definition, isEnabled }) => ({
          UUID: definition.uuid,
          EventSourceArn: definition.queueArn,
          FunctionArn: arns.of(definition.function.name, definition.function.qualifier),
          BatchSize: definition.batchSize,
          MaximumBatchingWindowInSeconds: definition.batchingWindowMs / 1_000,
          FunctionResponseTypes: definition.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
          ScalingConfig: { MaximumConcurrency: definition.maximumConcurrency },
          State: isEnabled ? 'Enabled' : 'Disabled',
        })),
      };
    },
  };
}
