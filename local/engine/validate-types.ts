import { isObject } from './is-object.ts';
import { parseTaskResource } from './task-resource.ts';
import { parseTimestamp } from './timestamp.ts';
import type { Checks } from './validate-definition.ts';
import { type Fields, languageOf, type Report } from './validate-fields.ts';

type TypeCheck = (state: Fields, place: { report: Report; location: string; checks: Checks }) => void;

function unparsed(resource: string): string | undefined {
  if (parseTaskResource(resource) !== undefined) return undefined;
  return `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}

/** What each type of state must have. */
export const typeChecks: Readonly<Record<string, TypeCheck>> = {
  Task: (state, { report, checks }) => {
    const resource = state.Resource;
    if (typeof resource !== 'string') {
      report("The field 'Resource' is required but was missing");
      return;
    }
    const refusal = checks.refuseResource(resource) ?? unparsed(resource);
    if (refusal !== undefined) report(refusal, '/Resource');
    const credentials = state.Credentials;
    if (!isObject(credentials) || credentials.RoleArn !== undefined || credentials['RoleArn.$'] !== undefined) return;
    report("The field 'RoleArn' is required but was missing", '/Credentials');
  },
  Choice: (state, { report, checks }) => {
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
      const required = languageOf(state, checks) === 'JSONata' ? ['Condition', 'Next'] : ['Next'];
      const missing = required.filter((field) => !isObject(rule) || rule[field] === undefined);
      if (missing.length > 0) report(`These fields are required: [${missing.join(', ')}]`, `/Choices[${index}]`);
    }
  },
  Wait: (state, { report, checks }) => {
    const isJsonata = languageOf(state, checks) === 'JSONata';
    const delays = isJsonata ? ['Seconds', 'Timestamp'] : ['Seconds', 'Timestamp', 'SecondsPath', 'TimestampPath'];
    const given = delays.filter((field) => state[field] !== undefined);
    if (given.length !== 1) report(`State must have exactly one of these fields: [${delays.join(', ')}]`);
    const timestamp = state.Timestamp;
    if (typeof timestamp !== 'string' || (isJsonata && timestamp.startsWith('{%'))) return;
    if (parseTimestamp(timestamp) !== undefined) return;
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
    const field = state.ItemProcessor === undefined && state.Iterator !== undefined ? 'Iterator' : 'ItemProcessor';
    const processor = state[field];
    if (processor === undefined) {
      report("The field 'ItemProcessor' is required but was missing");
      return;
    }
    const config = isObject(processor) ? processor.ProcessorConfig : undefined;
    if (isObject(config) && config.Mode === 'DISTRIBUTED') {
      report('The local runtime runs inline Maps only', `/${field}/ProcessorConfig/Mode`);
      return;
    }
    checks.checkScope(processor, `${location}/${field}`, checks);
  },
};
