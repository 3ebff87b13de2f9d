import type { Json, StateDefinition } from '../asl.ts';
import { Payload } from '../payload.ts';
import { compileRule } from './choice-rules/compile-rule.ts';
import { type Dialect, type ExitQueries, optional } from './dialect.ts';
import {
  constantQuery,
  errorOutputQuery,
  expressionQuery,
  inputQuery,
  resultQuery,
  templateQuery,
} from './json-path/fields.ts';
import { percentageQuery, secondsQuery, timestampQuery, wholeNumberQuery } from './json-path/numbers.ts';
import { outputQuery } from './json-path/output.ts';
import { viewOf } from './json-path/view.ts';
import { type Query, whenReady } from './query.ts';

/** JSONPath: `InputPath`, `Parameters`, `ResultSelector`, `ResultPath` and `OutputPath`, each with its own work. */
export const jsonPathDialect: Dialect = {
  exit: (definition) => ({
    ...optional('select', selectionOf(definition)),
    ...optional('output', outputQuery(outputFields(definition))),
    ...assign(definition),
  }),
  catcherExit: (catcher, index) => ({
    select: errorOutputQuery,
    ...optional('output', outputQuery({ ResultPath: catcher.ResultPath }, `Catch[${index}]/`)),
    ...assign(catcher, `Catch[${index}]/`),
  }),
  rule: (definition, index) => {
    const rule = definition.Choices[index] ?? {};
    const location = `Choices[${index}]`;
    const holds = compileRule(rule as Readonly<Record<string, unknown>>, location);
    const document = inputQuery(definition) ?? wholeInput;
    const condition: Query = {
      evaluate: (scope) =>
        whenReady(document.evaluate(scope), (input) => (holds(viewOf(scope, input)) ? truth : falsehood)),
    };
    return {
      condition,
      ...optional('select', inputQuery(definition)),
      ...optional('output', outputQuery({ OutputPath: definition.OutputPath })),
      ...assign(rule, `${location}/`),
    };
  },
  arguments: (definition) => {
    const input = inputQuery(definition);
    return optional('arguments', templateQuery(definition.Parameters, 'Parameters', input) ?? input);
  },
  limits: (definition) => {
    const input = inputQuery(definition);
    return {
      ...optional('timeoutSeconds', wholeNumberQuery(definition, 'TimeoutSeconds', input)),
      ...optional('heartbeatSeconds', wholeNumberQuery(definition, 'HeartbeatSeconds', input)),
    };
  },
  credentials: (definition) =>
    optional('credentials', templateQuery(definition.Credentials, 'Credentials', inputQuery(definition))),
  delay: (definition) => {
    const input = inputQuery(definition);
    return {
      ...optional('seconds', secondsQuery(definition, input)),
      ...optional('timestamp', timestampQuery(definition, input)),
    };
  },
  failure: (definition) => ({
    ...optional('error', expressionQuery(definition.ErrorPath, 'ErrorPath') ?? constantQuery(definition.Error)),
    ...optional('cause', expressionQuery(definition.CausePath, 'CausePath') ?? constantQuery(definition.Cause)),
  }),
  iteration: (definition) => {
    const input = inputQuery(definition);
    const { ItemSelector, Parameters } = definition;
    const tolerated = [
      wholeNumberQuery(definition, 'ToleratedFailureCount', input),
      percentageQuery(definition, input),
    ];
    return {
      items: resultQuery(definition.ItemsPath, input),
      ...optional('itemSelector', templateQuery(ItemSelector ?? Parameters, 'ItemSelector', input)),
      ...optional('maxConcurrency', wholeNumberQuery(definition, 'MaxConcurrency', input)),
      tolerated: tolerated.filter((query) => query !== undefined),
    };
  },
};

const wholeInput: Query = { evaluate: ({ input }) => input };
const truth = Payload.ofValue(true);
const falsehood = Payload.ofValue(false);

/** What the state has as its result, before `ResultPath` puts it into the input. */
function selectionOf(definition: StateDefinition): Query | undefined {
  switch (definition.Type) {
    case 'Pass': {
      const input = inputQuery(definition);
      const result = constantQuery(definition.Result);
      return result ?? templateQuery(definition.Parameters, 'Parameters', input) ?? input;
    }
    case 'Task':
    case 'Parallel':
    case 'Map':
      return templateQuery(definition.ResultSelector, 'ResultSelector', undefined);
    case 'Fail':
      return undefined;
    default:
      return inputQuery(definition);
  }
}

function outputFields(definition: StateDefinition) {
  const { OutputPath } = definition as { readonly OutputPath?: string | null };
  const { ResultPath } = definition as { readonly ResultPath?: string | null };
  return { OutputPath, ResultPath };
}

function assign(fields: { readonly Assign?: Json; readonly Comment?: string }, prefix = ''): ExitQueries {
  return optional('assign', templateQuery(fields.Assign, `${prefix}Assign`, undefined));
}
