import type { Json } from '../asl.ts';
import { type Dialect, type ExitQueries, optional } from './dialect.ts';
import { compileJsonata, type FieldOptions } from './jsonata.ts';
import type { Query } from './query.ts';
import type { SometimesSeen } from './states-references.ts';

const givesResult: ReadonlySet<string> = new Set(['Task', 'Parallel', 'Map']);

/** JSONata: every field may hold expressions, and what a state gives is all in `Output`. */
export const jsonataDialect: Dialect = {
  exit: (definition) => exit(definition, '', givesResult.has(definition.Type) ? 'result' : undefined),
  catcherExit: (catcher, index) => exit(catcher, `Catch[${index}]/`, 'errorOutput'),
  rule: ({ Choices }, index) => {
    const rule = Choices[index];
    return {
      condition: compileJsonata(rule?.Condition, `Choices[${index}]/Condition`, { expected: 'boolean' }),
      ...exit(rule ?? {}, `Choices[${index}]/`),
    };
  },
  arguments: ({ Arguments }) => optional('arguments', query(Arguments, 'Arguments')),
  limits: ({ TimeoutSeconds, HeartbeatSeconds }) => ({
    ...optional('timeoutSeconds', query(TimeoutSeconds, 'TimeoutSeconds', { expected: 'number' })),
    ...optional('heartbeatSeconds', query(HeartbeatSeconds, 'HeartbeatSeconds', { expected: 'number' })),
  }),
  credentials: ({ Credentials }) => optional('credentials', query(Credentials, 'Credentials')),
  delay: ({ Seconds, Timestamp }) => ({
    ...optional('seconds', query(Seconds, 'Seconds', { expected: 'number' })),
    ...optional('timestamp', query(Timestamp, 'Timestamp', { expected: 'string' })),
  }),
  failure: (definition) => ({
    ...optional('error', query(definition.Error, 'Error', { expected: 'string' })),
    ...optional('cause', query(definition.Cause, 'Cause', { expected: 'string' })),
  }),
  iteration: (definition) => ({
    ...optional('items', query(definition.Items, 'Items', { expected: 'array' })),
    ...optional('itemSelector', query(definition.ItemSelector, 'ItemSelector')),
    ...optional('maxConcurrency', query(definition.MaxConcurrency, 'MaxConcurrency', { expected: 'number' })),
    tolerated: (['ToleratedFailureCount', 'ToleratedFailurePercentage'] as const).flatMap((field) => {
      return query(definition[field], field, { expected: 'number' }) ?? [];
    }),
  }),
};

function exit(
  fields: { readonly Assign?: Json; readonly Output?: Json; readonly Comment?: string },
  prefix = '',
  sees?: SometimesSeen,
): ExitQueries {
  return {
    ...optional('assign', query(fields.Assign, `${prefix}Assign`, { sees })),
    ...optional('output', query(fields.Output, `${prefix}Output`, { sees })),
  };
}

function query(value: unknown, location: string, options?: FieldOptions): Query | undefined {
  return value === undefined ? undefined : compileJsonata(value, location, options);
}
