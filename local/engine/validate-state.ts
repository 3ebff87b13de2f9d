import { isObject } from './is-object.ts';
import { targetsOf } from './reachable-states.ts';
import type { Checks, Problem } from './validate-definition.ts';
import { type Fields, languageOf, type Report } from './validate-fields.ts';
import { checkRecovery } from './validate-recovery.ts';
import { typeChecks } from './validate-types.ts';
import { variableProblems } from './validate-variables.ts';

const stateTypes = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map'];
const endingTypes = new Set(['Succeed', 'Fail', 'Choice']);
const pathFields = ['InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'ResultSelector', 'Result', 'ItemsPath'];
const jsonataFields = ['Output', 'Arguments', 'Items'];

/** What is wrong with one state and what is inside it. */
export function stateProblems(state: unknown, siblings: Fields, location: string, checks: Checks): readonly Problem[] {
  const problems: Problem[] = [];
  const report = (message: string, field = '', code: Problem['code'] = 'SCHEMA_VALIDATION_FAILED') => {
    problems.push({ code, message, location: `${location}${field}` });
  };
  if (!isObject(state))
    return [{ code: 'SCHEMA_VALIDATION_FAILED', message: 'Expected value of type Object', location }];
  const type = String(state.Type);
  if (state.Type === undefined) report('These fields are required: [Type]');
  else if (!stateTypes.includes(type)) {
    report(`The field 'Type' should have one of these values: [${stateTypes.join(', ')}]`, '/Type');
  }
  checkLanguage(state, checks, report);
  checkTransitions(state, type, siblings, report);
  checkRecovery(state, report);
  for (const { message, field } of variableProblems(state, checks.outerVariables)) report(message, field);
  const check = typeChecks[type];
  check?.(state, { report, location, checks });
  return problems;
}

function checkLanguage(state: Fields, checks: Checks, report: Report): void {
  if (state.QueryLanguage === 'JSONPath' && checks.machineLanguage === 'JSONata') {
    report("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
    return;
  }
  const language = languageOf(state, checks);
  const foreign = language === 'JSONata' ? pathFields : jsonataFields;
  for (const field of foreign) {
    if (state[field] !== undefined)
      report(`Field '${field}' is not supported by the query language ${language}`, `/${field}`);
  }
}

function checkTransitions(state: Fields, type: string, siblings: Fields, report: Report): void {
  for (const { field, target } of targetsOf(state)) {
    if (Object.hasOwn(siblings, target)) continue;
    report(`Missing '${field.split('/').at(-1)}' target: ${target}`, `/${field}`, 'MISSING_TRANSITION_TARGET');
  }
  if (endingTypes.has(type) || !stateTypes.includes(type)) return;
  if (state.Next === undefined && state.End !== true) {
    report('State must have exactly one of these fields: [Next, End]');
  }
}
