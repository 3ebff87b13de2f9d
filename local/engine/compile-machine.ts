import type {
  CatcherDefinition,
  ChoiceDefinition,
  MapDefinition,
  RetrierDefinition,
  StateDefinition,
  StateMachineDefinition,
  StatesDefinition,
  TaskDefinition,
} from './asl.ts';
import { eventShapesOf } from './event-shapes.ts';
import type { EventShape } from './history.ts';
import type { Catcher, ChoiceState, Machine, MapState, Retrier, State, StateTable, TaskState } from './machine.ts';
import type { Dialect } from './query-language/dialect.ts';
import { jsonPathDialect } from './query-language/json-path-dialect.ts';
import { jsonataDialect } from './query-language/jsonata-dialect.ts';
import { InvalidExpressionError } from './query-language/query.ts';
import { parseTaskResource } from './task-resource.ts';
import type { Writable } from './types.ts';
import { InvalidDefinitionError, type Problem, validateDefinition } from './validate-definition.ts';

export { InvalidDefinitionError };

/** Of a shape whose machine is not compiled as a whole yet. */
const unplaced = -1;

type LanguageName = StateMachineDefinition['QueryLanguage'];

/**
 * Compiles a definition's text. Throws `InvalidDefinitionError` with what AWS would say at creation; `refuseResource` adds
 * what the place where it runs cannot do (the reason, or `undefined` for a resource that it can call).
 */
export function compileMachine(text: string, refuseResource: (resource: string) => string | undefined): Machine {
  const definition = validateDefinition(text, refuseResource);
  const { TimeoutSeconds, QueryLanguage } = definition;
  const table = compileTable(definition, '', QueryLanguage);
  for (const [index, shape] of eventShapesOf(table).entries()) (shape as Writable<EventShape>).index = index;
  return TimeoutSeconds === undefined ? table : { ...table, timeoutSeconds: TimeoutSeconds };
}

function compileTable(definition: StatesDefinition, place: string, machineLanguage: LanguageName): StateTable {
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(definition.States)) {
    states.set(name, compileState(name, state, `${place}/States/${name}`, machineLanguage));
  }
  return { startAt: definition.StartAt, states };
}

/** Compiles one state, naming it where an expression is no good. */
function compileState(name: string, definition: StateDefinition, place: string, machineLanguage: LanguageName): State {
  const language = definition.QueryLanguage ?? machineLanguage;
  const dialect = language === 'JSONata' ? jsonataDialect : jsonPathDialect;
  const compileInner = (inner: StatesDefinition, field: string) =>
    compileTable(inner, `${place}/${field}`, machineLanguage);
  try {
    return compileFields(name, definition, dialect, compileInner);
  } catch (error) {
    if (!(error instanceof InvalidExpressionError)) throw error;
    const location = `${place}/${error.location}`;
    const problem: Problem = { code: 'SCHEMA_VALIDATION_FAILED', message: error.message, location };
    throw new InvalidDefinitionError([problem]);
  }
}

type CompileInner = (inner: StatesDefinition, field: string) => StateTable;

function compileFields(name: string, definition: StateDefinition, dialect: Dialect, compileInner: CompileInner): State {
  switch (definition.Type) {
    case 'Pass':
      return { ...named(name, 'Pass'), next: nextOf(definition), ...dialect.exit(definition) };
    case 'Succeed':
      return { ...named(name, 'Succeed'), next: null, ...dialect.exit(definition) };
    case 'Fail':
      return { ...named(name, 'Fail'), ...dialect.failure(definition) };
    case 'Wait':
      return {
        ...named(name, 'Wait'),
        next: nextOf(definition),
        ...dialect.exit(definition),
        ...dialect.delay(definition),
      };
    case 'Choice':
      return compileChoice(name, definition, dialect);
    case 'Task':
      return compileTask(name, definition, dialect);
    case 'Parallel':
      return {
        ...named(name, 'Parallel'),
        next: nextOf(definition),
        ...dialect.exit(definition),
        ...recovery(definition, dialect),
        ...dialect.arguments(definition),
        branches: definition.Branches.map((branch, index) => compileInner(branch, `Branches[${index}]`)),
      };
    case 'Map':
      return compileMap(name, definition, dialect, compileInner);
  }
}

function compileChoice(name: string, definition: ChoiceDefinition, dialect: Dialect): ChoiceState {
  const rules = definition.Choices.map(({ Next }, index) => ({ next: Next, ...dialect.rule(definition, index) }));
  return { ...named(name, 'Choice'), next: definition.Default ?? null, rules, ...dialect.exit(definition) };
}

function compileTask(name: string, definition: TaskDefinition, dialect: Dialect): TaskState {
  const resource = parseTaskResource(definition.Resource);
  if (resource === undefined) throw new Error(`the resource of '${name}' was not validated`);
  return {
    ...named(name, 'Task'),
    resource,
    next: nextOf(definition),
    ...dialect.exit(definition),
    ...recovery(definition, dialect),
    ...dialect.arguments(definition),
    ...dialect.limits(definition),
    ...dialect.credentials(definition),
  };
}

function compileMap(name: string, definition: MapDefinition, dialect: Dialect, compileInner: CompileInner): MapState {
  const { ItemProcessor, Iterator } = definition;
  const processor = ItemProcessor ?? Iterator;
  if (processor === undefined) throw new Error(`the iteration of '${name}' was not validated`);
  return {
    ...named(name, 'Map'),
    next: nextOf(definition),
    ...dialect.exit(definition),
    ...recovery(definition, dialect),
    ...dialect.iteration(definition),
    iterationEvents: {
      started: { type: 'MapIterationStarted', name, member: 'index', index: unplaced },
      succeeded: { type: 'MapIterationSucceeded', name, member: 'index', index: unplaced },
      failed: { type: 'MapIterationFailed', name, member: 'index', index: unplaced },
      aborted: { type: 'MapIterationAborted', name, member: 'index', index: unplaced },
    },
    iteration: compileInner(processor, ItemProcessor === undefined ? 'Iterator' : 'ItemProcessor'),
  };
}

/** What every state has; literals of one kind begin with it, so that they are alike to the engine that runs us. */
function named<Type extends State['type']>(
  name: string,
  type: Type,
): { readonly name: string; readonly type: Type; readonly entered: EventShape; readonly exited: EventShape } {
  const entered = { type: `${type}StateEntered`, name, member: 'input', index: unplaced } as const;
  const exited = { type: `${type}StateExited`, name, member: 'output', index: unplaced } as const;
  return { name, type, entered, exited };
}

function nextOf({ Next }: { readonly Next?: string }): string | null {
  return Next ?? null;
}

function recovery(
  definition: { readonly Retry?: readonly RetrierDefinition[]; readonly Catch?: readonly CatcherDefinition[] },
  dialect: Dialect,
): { readonly retriers: readonly Retrier[]; readonly catchers: readonly Catcher[] } {
  return {
    retriers: (definition.Retry ?? []).map(compileRetrier),
    catchers: (definition.Catch ?? []).map((catcher, index) => ({
      errorEquals: catcher.ErrorEquals,
      next: catcher.Next,
      ...dialect.catcherExit(catcher, index),
    })),
  };
}

function compileRetrier(definition: RetrierDefinition): Retrier {
  return {
    errorEquals: definition.ErrorEquals,
    intervalSeconds: definition.IntervalSeconds ?? 1,
    maxAttempts: definition.MaxAttempts ?? 3,
    backoffRate: definition.BackoffRate ?? 2,
    maxDelaySeconds: definition.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
    hasJitter: definition.JitterStrategy === 'FULL',
  };
}
