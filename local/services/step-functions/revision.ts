import { isDeepStrictEqual } from 'node:util';
import { compileMachine, InvalidDefinitionError } from '../../engine/compile-machine.ts';
import type { Machine } from '../../engine/machine.ts';
import { stepFunctionsErrors } from './errors.ts';
import { refuseResource } from './integrations/call-task.ts';
import type { LoggingConfiguration, Revision, TracingConfiguration } from './machine-store.ts';

export const noLogging: LoggingConfiguration = { level: 'OFF', includeExecutionData: false };
export const noTracing: TracingConfiguration = { enabled: false };

/** Throws `InvalidDefinition`. */
export function compileDefinition(definition: string): Machine {
  try {
    return compileMachine(definition, refuseResource);
  } catch (error) {
    if (error instanceof InvalidDefinitionError) throw stepFunctionsErrors.invalidDefinition(error.message);
    throw error;
  }
}

/** Whether an update from one to the other would change nothing. */
export function isSameRevision(a: Revision, b: Revision): boolean {
  return (
    a.definition === b.definition &&
    a.roleArn === b.roleArn &&
    isDeepStrictEqual(a.loggingConfiguration, b.loggingConfiguration) &&
    isDeepStrictEqual(a.tracingConfiguration, b.tracingConfiguration)
  );
}

/** AWS shows no revision id before the first update. */
export function shownRevisionId({ revisionId }: Revision): { readonly revisionId?: string } {
  return revisionId === 'INITIAL' ? {} : { revisionId };
}
