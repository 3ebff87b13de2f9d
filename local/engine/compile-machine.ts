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
import type { Catcher, ChoiceState, Machine, MapState, Retrier, State, StateTable, TaskState } from './machine.ts';
import { jsonataLanguage } from './query-language/jsonata.ts';
import { type ExpectedType, InvalidExpressionError, type Query } from './query-language/query.ts';
import { parseTaskResource } from './task-resource.ts';
import { InvalidDefinitionError, type Problem, validateDefinition } from './validate-definition.ts';

export { InvalidDefinitionError };

/**
 * Compiles a definition's text. Throws `InvalidDefinitionError` with what AWS would say at creation; `refuseResource` adds
 * what the place where it runs cannot do (the reason, or `undefined` for a resource that it can call).
 */
export function compileMachine(text: string, refuseResource: (resource: string) => string | undefined): Machine {
  const definition = validateDefinition(text, refuseResource);
  const { TimeoutSeconds } = definition as StateMachineDefinition;
  const table = compileTable(definition, '');
  return TimeoutSeconds === undefined ? table : { ...table, timeoutSeconds: TimeoutSeconds };
}

function compileTable(definition: StatesDefinition, place: string): StateTable {
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(definition.States)) {
    states.set(name, compileState(name, state, `${place}/States/${name}`));
  }
  return { startAt: definition.StartAt, states };
}

/** Compiles the fields of one state, naming the state where an expression is no good. */
class Fields {
  readonly #place: string;

  constructor(place: string) {
    this.#place = place;
  }

  query(value: unknown, location: string, expected?: ExpectedType): Query {
    try {
      return jsonataLanguage.compile(value, location, expected);
    } catch (error) {
      if (!(error instanceof InvalidExpressionError)) throw error;
      const problem: Problem = {
        code: 'SCHEMA_VALIDATION_FAILED',
        message: error.message,
        location: `${this.#place}/${error.location}`,
      };
      throw new InvalidDefinitionError([problem]);
    }
  }

  /** `{ [name]: query }`, or nothing where the field is not set, for spreading. */
  optional<Name extends string>(name: Name, value: unknown, location: string, expected?: ExpectedType) {
    const found = value === undefined ? {} : { [name]: this.query(value, location, expected) };
    return found as { readonly [Key in Name]?: Query };
  }

  exit(definition: { readonly Assign?: unknown; readonly Output?: unknown }, prefix = '') {
    return {
      ...this.optional('assign', definition.Assign, `${prefix}Assign`),
      ...this.optional('output', definition.Output, `${prefix}Output`),
    };
  }
}

function compileState(name: string, definition: StateDefinition, place: string): State {
  const fields = new Fields(place);
  switch (definition.Type) {
    case 'Pass':
      return { name, type: 'Pass', next: nextOf(definition), ...fields.exit(definition) };
    case 'Succeed':
      return { name, type: 'Succeed', next: null, ...fields.optional('output', definition.Output, 'Output') };
    case 'Fail':
      return {
        name,
        type: 'Fail',
        ...fields.optional('error', definition.Error, 'Error', 'string'),
        ...fields.optional('cause', definition.Cause, 'Cause', 'string'),
      };
    case 'Wait':
      return {
        name,
        type: 'Wait',
        next: nextOf(definition),
        ...fields.exit(definition),
        ...fields.optional('seconds', definition.Seconds, 'Seconds', 'number'),
        ...fields.optional('timestamp', definition.Timestamp, 'Timestamp', 'string'),
      };
    case 'Choice':
      return compileChoice(name, definition, fields);
    case 'Task':
      return compileTask(name, definition, fields);
    case 'Parallel':
      return {
        name,
        type: 'Parallel',
        next: nextOf(definition),
        ...fields.exit(definition),
        ...recovery(definition, fields),
        ...fields.optional('arguments', definition.Arguments, 'Arguments'),
        branches: definition.Branches.map((branch, index) => compileTable(branch, `${place}/Branches[${index}]`)),
      };
    case 'Map':
      return compileMap(name, definition, place, fields);
  }
}

function compileChoice(name: string, definition: ChoiceDefinition, fields: Fields): ChoiceState {
  const rules = definition.Choices.map((rule, index) => ({
    condition: fields.query(rule.Condition, `Choices[${index}]/Condition`, 'boolean'),
    next: rule.Next,
    ...fields.exit(rule, `Choices[${index}]/`),
  }));
  return { name, type: 'Choice', next: definition.Default ?? null, rules, ...fields.exit(definition) };
}

function compileTask(name: string, definition: TaskDefinition, fields: Fields): TaskState {
  const resource = parseTaskResource(definition.Resource);
  if (resource === undefined) throw new Error(`the resource of '${name}' was not validated`);
  return {
    name,
    type: 'Task',
    resource,
    next: nextOf(definition),
    ...fields.exit(definition),
    ...recovery(definition, fields),
    ...fields.optional('arguments', definition.Arguments, 'Arguments'),
    ...fields.optional('timeoutSeconds', definition.TimeoutSeconds, 'TimeoutSeconds', 'number'),
    ...fields.optional('heartbeatSeconds', definition.HeartbeatSeconds, 'HeartbeatSeconds', 'number'),
  };
}

function compileMap(name: string, definition: MapDefinition, place: string, fields: Fields): MapState {
  const tolerated = (['ToleratedFailureCount', 'ToleratedFailurePercentage'] as const).filter((field) => {
    return definition[field] !== undefined;
  });
  return {
    name,
    type: 'Map',
    next: nextOf(definition),
    ...fields.exit(definition),
    ...recovery(definition, fields),
    ...fields.optional('items', definition.Items, 'Items', 'array'),
    ...fields.optional('itemSelector', definition.ItemSelector, 'ItemSelector'),
    ...fields.optional('maxConcurrency', definition.MaxConcurrency, 'MaxConcurrency', 'number'),
    tolerated: tolerated.map((field) => fields.query(definition[field], field, 'number')),
    iteration: compileTable(definition.ItemProcessor, `${place}/ItemProcessor`),
  };
}

function nextOf({ Next }: { readonly Next?: string }): string | null {
  return Next ?? null;
}

function recovery(
  definition: { readonly Retry?: readonly RetrierDefinition[]; readonly Catch?: readonly CatcherDefinition[] },
  fields: Fields,
): { readonly retriers: readonly Retrier[]; readonly catchers: readonly Catcher[] } {
  return {
    retriers: (definition.Retry ?? []).map(compileRetrier),
    catchers: (definition.Catch ?? []).map((catcher, index) => ({
      errorEquals: catcher.ErrorEquals,
      next: catcher.Next,
      ...fields.exit(catcher, `Catch[${index}]/`),
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
