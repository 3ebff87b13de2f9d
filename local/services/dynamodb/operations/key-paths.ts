import { validationError } from '../errors.ts';
import type { DocumentPath } from '../expressions/syntax.ts';
import { keyAttributes, type TableDefinition } from '../table-definition.ts';

/** Refuses paths that look for something inside a key attribute. */
export function assertKeyPathsAreScalar(definition: TableDefinition, paths: readonly DocumentPath[]): void {
  const nested = new Set(paths.filter((path) => path.length > 1).map(([head]) => head));
  const refuse = (label: string, names: readonly string[]): void => {
    const name = names.find((candidate) => nested.has(candidate));
    if (name === undefined) return;
    throw validationError(
      `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${label}: ${name}`,
    );
  };
  const namesOf = (key: TableDefinition['key']) => keyAttributes(key).map(({ name }) => name);
  refuse('Key', namesOf(definition.key));
  refuse(
    'IndexKey',
    definition.indexes.flatMap((index) => namesOf(index.key)),
  );
}
