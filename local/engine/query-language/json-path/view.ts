import type { Json } from '../../asl.ts';
import type { Payload } from '../../payload.ts';
import type { QueryScope } from '../query.ts';
import type { PathDocuments } from './read-path.ts';

/** What a JSONPath field sees: the documents of its paths, and what its functions need. */
export interface View extends PathDocuments {
  readonly random: () => number;
  /** The document behind `$`, as messages show it. */
  shownDocument(): string;
}

/** The view of a field whose `$` is `document`. */
export function viewOf(scope: QueryScope, document: Payload): View {
  const { variables, random } = scope;
  return {
    document: () => document.value,
    shownDocument: () => document.text,
    context: () => scope.context(),
    variable: (name) => (Object.hasOwn(variables, name) ? (variables[name] as Json) : undefined),
    random,
  };
}
