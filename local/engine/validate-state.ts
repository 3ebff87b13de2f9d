import { isObject } from './is-object.ts';
import { targetsOf } from './reachable-states.ts';
import { parseTaskResource } from './task-resource.ts';
import { parseTimestamp } from './timestamp.ts';
import type { Checks, Problem } from './validate-definition.ts';

type Fields = Readonly<Record<string, unknown>>;

const stateTypes = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map'];
const endingTypes = new Set(['Succeed', 'Fail', 'Choice']);
const pathFields = ['InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'ResultSelector', 'Result', 'ItemsPath'];

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
  const check = typeChecks[type];
  check?.(state, { report, location, checks });
  return problems;
}

type Report = (message: string, field?: string, code?: Problem['code']) => void;
type TypeCheck = (state: Fields, place: { report: Report; location: string; checks: Checks }) => void;

function checkLanguage(state: Fields, { machineLanguage }: Checks, report: Report): void {
  const own = state.QueryLanguage;
  if (own === 'JSONPath' && machineLanguage === 'JSONata') {
    report("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
    return;
  }
  if ((own ?? machineLanguage) !== 'JSONata') {
    report("The local runtime runs JSONata states only: set 'QueryLanguage' to 'JSONata'");
    return;
  }
  for (const field of pathFields) {
    if (state[field] !== undefined)
      report(`Field '${field}' is not supported by the query language JSONata`, `/${field}`);
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

function checkRecovery(state: Fields, report: Report): void {
  for (const field of ['Retry', 'Catch']) {
    const entries = state[field];
    if (entries === undefined) continue;
    if (!Array.isArray(entries)) {
      report('Expected value of type Array', `/${field}`);
      continue;
    }
    for (const [index, entry] of entries.entries()) {
      const names: unknown = isObject(entry) ? entry.ErrorEquals : undefined;
      if (!Array.isArray(names) || names.length === 0) {
        report("The field 'ErrorEquals' is required but was missing", `/${field}[${index}]`);
      } else if (names.includes('States.ALL') && (names.length > 1 || index < entries.length - 1)) {
        report("'States.ALL' must appear alone, and in the last entry", `/${field}[${index}]/ErrorEquals`);
      }
    }
  }
}

const typeChecks: Readonly<Record<string, TypeCheck>> = {
  Task: (state, { report, checks }) => {
    const resource = state.Resource;
    if (typeof resource !== 'string') {
      report("The field 'Resource' is required but was missing");
      return;
    }
    const refusal =
      parseTaskResource(resource) === undefined
        ? `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`
        : checks.refuseResource(resource);
    if (refusal !== undefined) report(refusal, '/Resource');
    if (state.Credentials !== undefined) report('The local runtime has one account: no Credentials', '/Credentials');
  },
  Choice: (state, { report }) => {
    const rules = state.Choices;
    if (!Array.isArray(rules)) {
      report("The field 'Choices' is required but was missing");
      return;
    }
    if (rules.length === 0) {
      report('Value cannot be empty', '/Choices');
      return;
    }
    for (const [index, rule] of rules.entries()) {
      const missing = ['Condition', 'Next'].filter((field) => !isObject(rule) || rule[field] === undefined);
      if (missing.length > 0) report(`These fields are required: [${missing.join(', ')}]`, `/Choices[${index}]`);
    }
  },
  Wait: (state, { report }) => {
    const given = ['Seconds', 'Timestamp'].filter((field) => state[field] !== undefined);
    if (given.length !== 1) report('State must have exactly one of these fields: [Seconds, Timestamp]');
    const timestamp = state.Timestamp;
    if (typeof timestamp !== 'string' || timestamp.startsWith('{%') || parseTimestamp(timestamp) !== undefined) return;
    report('String does not match RFC3339 timestamp', '/Timestamp');
  },
  Parallel: (state, { report, location, checks }) => {
    const branches = state.Branches;
    if (!Array.isArray(branches)) {
      report("The field 'Branches' is required but was missing");
      return;
    }
    if (branches.length === 0) {
      report('Value cannot be empty', '/Branches');
      return;
    }
    for (const [index, branch] of branches.entries())
      checks.checkScope(branch, `${location}/Branches[${index}]`, checks);
  },
  Map: (state, { report, location, checks }) => {
    const processor = state.ItemProcessor;
    if (processor === undefined) {
      report("The field 'ItemProcessor' is required but was missing");
      return;
    }
    const config = isObject(processor) ? processor.ProcessorConfig : undefined;
    if (isObject(config) && config.Mode === 'DISTRIBUTED') {
      report('The local runtime runs inline Maps only', '/ItemProcessor/ProcessorConfig/Mode');
      return;
    }
    checks.checkScope(processor, `${location}/ItemProcessor`, checks);
  },
};
