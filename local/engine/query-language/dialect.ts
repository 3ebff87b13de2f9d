import type {
  CatcherDefinition,
  ChoiceDefinition,
  FailDefinition,
  MapDefinition,
  ParallelDefinition,
  StateDefinition,
  TaskDefinition,
  WaitDefinition,
} from '../asl.ts';
import type { Query } from './query.ts';

/**
 * Which fields a query language writes a state with, and which queries the state then has. A machine that is compiled no
 * longer knows in which language a state was written. All functions throw `InvalidExpressionError`.
 */
export interface Dialect {
  exit(definition: StateDefinition): ExitQueries;
  catcherExit(catcher: CatcherDefinition, index: number): ExitQueries;
  rule(definition: ChoiceDefinition, index: number): ExitQueries & { readonly condition: Query };
  /** What a task is called with, or what the branches start with. */
  arguments(definition: TaskDefinition | ParallelDefinition): { readonly arguments?: Query };
  limits(definition: TaskDefinition): { readonly timeoutSeconds?: Query; readonly heartbeatSeconds?: Query };
  credentials(definition: TaskDefinition): { readonly credentials?: Query };
  delay(definition: WaitDefinition): { readonly seconds?: Query; readonly timestamp?: Query };
  failure(definition: FailDefinition): { readonly error?: Query; readonly cause?: Query };
  iteration(definition: MapDefinition): IterationQueries;
}

export interface ExitQueries {
  readonly select?: Query;
  readonly output?: Query;
  readonly assign?: Query;
}

interface IterationQueries {
  readonly items?: Query;
  readonly itemSelector?: Query;
  readonly maxConcurrency?: Query;
  readonly tolerated: readonly Query[];
}

/** `{ [name]: query }`, or nothing where there is none, for spreading. */
export function optional<Name extends string>(
  name: Name,
  query: Query | undefined,
): { readonly [Key in Name]?: Query } {
  return (query === undefined ? {} : { [name]: query }) as { readonly [Key in Name]?: Query };
}
