import type { StateMachineDefinition } from './asl.ts';
import { isObject } from './is-object.ts';
import { unreachableStates } from './reachable-states.ts';
import { stateProblems } from './validate-state.ts';
import { assignedNames } from './validate-variables.ts';

/** One complaint about a definition, as `CreateStateMachine` words it. */
export interface Problem {
  readonly code: 'INVALID_JSON_DESCRIPTION' | 'SCHEMA_VALIDATION_FAILED' | 'MISSING_TRANSITION_TARGET';
  readonly message: string;
  /** JSON pointer like `/States/Charge/Next`. */
  readonly location?: string;
}

export class InvalidDefinitionError extends Error {
  override readonly name = 'InvalidDefinitionError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const shown = problems.map(({ code, message, location }) => {
      return `${code}: ${message}${location === undefined ? '' : ` at ${location}`}`;
    });
    super(`Invalid State Machine Definition: '${shown.join(', ')}'`);
    this.problems = problems;
  }
}

/** Given to the checks of one scope of states, and by them to those of the scopes inside. */
export interface Checks {
  readonly problems: Problem[];
  readonly refuseResource: (resource: string) => string | undefined;
  readonly machineLanguage: string | undefined;
  /** Names of the whole machine: each may occur once. */
  readonly stateNames: Set<string>;
  /** Names that the states of the scope assign, and those that the states of the scopes around it do. */
  readonly ownVariables: ReadonlySet<string>;
  readonly outerVariables: ReadonlySet<string>;
  readonly checkScope: (scope: unknown, place: string, checks: Checks) => void;
}

/** Parses and checks a definition's text; what passes has the shape that its type says. */
export function validateDefinition(
  text: string,
  refuseResource: (resource: string) => string | undefined,
): StateMachineDefinition {
  const definition = parse(text);
  const machineLanguage = definition.QueryLanguage as string | undefined;
  const checks: Checks = {
    problems: [],
    refuseResource,
    machineLanguage,
    stateNames: new Set(),
    ownVariables: new Set(),
    outerVariables: new Set(),
    checkScope,
  };
  checkScope(definition, '', checks);
  if (checks.problems.length > 0) throw new InvalidDefinitionError(checks.problems);
  return definition as unknown as StateMachineDefinition;
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let definition: unknown;
  try {
    // Nothing at all is to AWS no object, rather than no JSON.
    definition = text.trim() === '' ? undefined : JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InvalidDefinitionError([{ code: 'INVALID_JSON_DESCRIPTION', message }]);
  }
  if (isObject(definition)) return definition;
  const message = 'Definition must be a valid JSON object';
  throw new InvalidDefinitionError([{ code: 'SCHEMA_VALIDATION_FAILED', message }]);
}

/** Checks what has `StartAt` and `States`: the machine, a branch, an item processor. */
function checkScope(scope: unknown, place: string, checks: Checks): void {
  const report = (code: Problem['code'], message: string, location: string) => {
    checks.problems.push({ code, message, location });
  };
  if (!isObject(scope)) {
    report('SCHEMA_VALIDATION_FAILED', 'Expected value of type Object', place);
    return;
  }
  const missing = ['States', 'StartAt'].filter((field) => scope[field] === undefined);
  if (missing.length > 0) {
    const message = `These fields are required: [${missing.join(', ')}]`;
    report('SCHEMA_VALIDATION_FAILED', message, place === '' ? '/' : place);
    return;
  }
  const { States: states, StartAt: startAt } = scope;
  if (!isObject(states)) {
    report('SCHEMA_VALIDATION_FAILED', 'Expected value of type Object', `${place}/States`);
    return;
  }
  if (!Object.hasOwn(states, String(startAt))) {
    report('MISSING_TRANSITION_TARGET', `Missing 'StartAt' target: ${startAt}`, `${place}/StartAt`);
  }
  const own: Checks = {
    ...checks,
    ownVariables: new Set(assignedNames(states)),
    outerVariables: new Set([...checks.outerVariables, ...checks.ownVariables]),
  };
  for (const [name, state] of Object.entries(states)) {
    const location = `${place}/States/${name}`;
    if (checks.stateNames.has(name)) {
      report('SCHEMA_VALIDATION_FAILED', `Duplicate state name: ${name}`, location);
    }
    checks.stateNames.add(name);
    checks.problems.push(...stateProblems(state, states, location, own));
  }
  for (const name of unreachableStates(String(startAt), states)) {
    report('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, `${place}/States/${name}`);
  }
}
