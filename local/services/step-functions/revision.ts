import { isDeepStrictEqual } from 'node:util';
import { compileMachine, InvalidDefinitionError } from '../../engine/compile-machine.ts';
import { limits } from '../../engine/limits.ts';
import type { Machine } from '../../engine/machine.ts';
import { type VariableReferences, variableReferences } from '../../engine/variable-references.ts';
import { stepFunctionsErrors } from './errors.ts';
import { refuseResource } from './integrations/call-task.ts';
import type { LoggingConfiguration, MachineType, Revision, TracingConfiguration } from './machine-store.ts';

export const noLogging: LoggingConfiguration = { level: 'OFF', includeExecutionData: false };
export const noTracing: TracingConfiguration = { enabled: false };

/** Throws `InvalidDefinition`. */
export function compileDefinition(definition: string, type?: MachineType): Machine {
  try {
    return compile(definition, type);
  } catch (error) {
    if (error instanceof InvalidDefinitionError) throw stepFunctionsErrors.invalidDefinition(error.message);
    throw error;
  }
}

/** What is wrong with a definition; nothing, if a machine can be made of it. */
export function definitionProblems(definition: string, type?: MachineType): InvalidDefinitionError['problems'] {
  try {
    compile(definition, type);
    return [];
  } catch (error) {
    if (error instanceof InvalidDefinitionError) return error.problems;
    throw error;
  }
}

function compile(definition: string, type: MachineType = 'STANDARD'): Machine {
  if (type === 'STANDARD') return compileMachine(definition, refuseResource);
  const machine = compileMachine(definition, refuseInExpress);
  const { timeoutSeconds = limits.expressSeconds } = machine;
  return {
    ...machine,
    timeoutSeconds: Math.min(timeoutSeconds, limits.expressSeconds),
    hasUnboundedHistory: true,
  };
}

const waitingPattern = /\.(?:waitForTaskToken|sync)(?=$|:2$)/;

/** An Express machine waits for nobody. */
function refuseInExpress(resource: string): string | undefined {
  if (resource.includes(':activity:')) return 'Express state machine does not support Activity ARN';
  const pattern = waitingPattern.exec(resource)?.[0];
  if (pattern === undefined) return refuseResource(resource);
  return `Express state machine does not support '${pattern}' service integration`;
}

/** Throws `InvalidLoggingConfiguration`: what is logged goes to one place. */
export function assertLogging({ level = 'OFF', destinations = [] }: LoggingConfiguration): void {
  const isOff = level === 'OFF' && destinations.length === 0;
  if (!isOff && destinations.length !== 1) {
    throw stepFunctionsErrors.invalidLogging('Must specify exactly one Log Destination.');
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

/** Which states read which variables, where any do. */
export function shownReferences(definition: string): { readonly variableReferences?: VariableReferences } {
  const references = variableReferences(definition);
  return Object.keys(references).length === 0 ? {} : { variableReferences: references };
}
