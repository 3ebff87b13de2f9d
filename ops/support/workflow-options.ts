/** Options and arguments that several commands have in common, parsed. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { type WorkflowKey, type WorkflowType, workflowTypes } from '../../lambdas/domain/workflow-types.ts';
import type { WorkflowFilter } from './open-workflows.ts';

export interface FilterOptions {
  readonly type?: readonly WorkflowType[];
  readonly id?: readonly string[];
  readonly phase?: string;
  readonly status?: 'starting' | 'open';
  readonly definitionVersion?: string;
  readonly stale?: true;
  readonly openedAfter?: number;
  readonly openedBefore?: number;
}

/** The filter of every command that works on many workflows. */
export function addFilterOptions(command: Command): Command {
  return command
    .addOption(new Option('--type <type...>', 'of these types').choices(workflowTypes))
    .option('--id <id...>', 'with these ids')
    .option('--phase <phase>', 'in this phase')
    .addOption(new Option('--status <status>', 'in this status').choices(['starting', 'open']))
    .option('--definition-version <version>', 'on this version of their definition')
    .option('--stale', 'of which something was expected before now that has not come')
    .option('--opened-after <instant>', 'opened at or after an instant, ISO 8601', parseInstantOption)
    .option('--opened-before <instant>', 'opened before an instant, ISO 8601', parseInstantOption);
}

export function filterOf(options: FilterOptions): WorkflowFilter {
  const { type, id, phase, status, definitionVersion, stale, openedAfter, openedBefore } = options;
  return {
    ...(type !== undefined && { types: type }),
    ...(id !== undefined && { ids: id }),
    ...(phase !== undefined && { phase }),
    ...(status !== undefined && { status }),
    ...(definitionVersion !== undefined && { version: definitionVersion }),
    ...(stale && { isStale: true }),
    ...(openedAfter !== undefined && { openedFromMs: openedAfter }),
    ...(openedBefore !== undefined && { openedBeforeMs: openedBefore }),
  };
}

/** `<type> <id>`. */
export function addWorkflowArguments(command: Command): Command {
  return command
    .addArgument(new Argument('<type>', 'type of the workflow').choices(workflowTypes))
    .argument('<id>', 'its id; a deposit and a rental watch have that of their booking');
}

export function workflowOf(type: string | undefined, id: string | undefined): WorkflowKey {
  const known = workflowTypes.find((one) => one === type);
  if (known === undefined || id === undefined) throw new Error('Commander let a workflow through that is none');
  return { type: known, id };
}

/** A date counts from its first instant in UTC. @returns milliseconds since the epoch */
function parseInstantOption(text: string): number {
  const isWhole = /^\d{4}-\d\d-\d\d$/.test(text) || /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text);
  const epochMs = isWhole ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(epochMs))
    throw new InvalidArgumentError('expected a date or an instant such as 2026-03-01T09:00:00Z.');
  return epochMs;
}

/** A whole number from `least` on. */
export function parseCount(least: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < least)
      throw new InvalidArgumentError(`expected a whole number from ${least}.`);
    return count;
  };
}
