import type { Json } from '../../asl.ts';
import { isObject } from '../../is-object.ts';
import { holds } from './filter.ts';
import { canonicalPath, canonicalStep, type JsonPath, type PathStep } from './path.ts';

/** The documents that a path may start from. Each is asked for only if the path does. */
export interface PathDocuments {
  document(): Json;
  context(): Json;
  variable(name: string): Json | undefined;
  item?(): Json;
}

/** A definite path leads nowhere. The message is Jayway's, which AWS passes on. */
export class PathNotFoundError extends Error {
  override readonly name = 'PathNotFoundError';
}

/** The value that a definite path leads to, or the list of those that any other path finds. Throws `PathNotFoundError`. */
export function readPath(path: JsonPath, documents: PathDocuments): Json {
  const start = rootOf(path, documents);
  if (start === undefined) throw new PathNotFoundError(`No results for path: ${path.text}`);
  return path.isDefinite ? readOne(start, path.steps) : readMany(start, path.steps, documents);
}

function rootOf({ root }: JsonPath, documents: PathDocuments): Json | undefined {
  switch (root.kind) {
    case 'document':
      return documents.document();
    case 'context':
      return documents.context();
    case 'variable':
      return documents.variable(root.name);
    case 'item':
      return documents.item?.();
  }
}

function readOne(start: Json, steps: readonly PathStep[]): Json {
  let value = start;
  for (const [position, step] of steps.entries()) {
    const found = children(value, step);
    if (found.length === 0) throw notFound(value, steps, position);
    value = found[0] as Json;
  }
  return value;
}

function notFound(value: Json, steps: readonly PathStep[], position: number): PathNotFoundError {
  const step = steps[position] as PathStep;
  const here = canonicalPath(steps.slice(0, position));
  if (step.kind === 'members' && !isObject(value)) {
    return new PathNotFoundError(`Property ${canonicalStep(step)} not found in path ${here}`);
  }
  if (step.kind === 'indexes' && !Array.isArray(value)) {
    const shown = JSON.stringify(value);
    const reason = `Filter: ${canonicalStep(step)} can only be applied to arrays. Current context is: ${shown}`;
    return new PathNotFoundError(value === null ? `The path ${here} is null` : reason);
  }
  const isLast = position === steps.length - 1;
  if (isLast || step.kind !== 'members') return new PathNotFoundError(`No results for path: ${canonicalPath(steps)}`);
  return new PathNotFoundError(`Missing property in path ${canonicalPath(steps.slice(0, position + 1))}`);
}

function readMany(start: Json, steps: readonly PathStep[], documents: PathDocuments): Json[] {
  let values: readonly Json[] = [start];
  for (const [position, step] of steps.entries()) {
    const isLast = position === steps.length - 1;
    values = values.flatMap((value) => {
      if (isLast && step.kind === 'members' && step.names.length > 1) return pick(value, step.names);
      return step.kind === 'filter' ? filtered(value, step, documents) : children(value, step);
    });
  }
  return [...values];
}

/** Values that one step leads to; none where the value has no such place. */
function children(value: Json, step: PathStep): readonly Json[] {
  switch (step.kind) {
    case 'members':
      if (!isObject(value)) return [];
      return step.names.filter((name) => Object.hasOwn(value, name)).map((name) => value[name] as Json);
    case 'indexes':
      if (!Array.isArray(value)) return [];
      return step.indexes.flatMap((index) => {
        const item: Json | undefined = value.at(index);
        return item === undefined ? [] : [item];
      });
    case 'slice':
      return Array.isArray(value) ? value.slice(step.from, step.to) : [];
    case 'wildcard':
      return childrenOf(value);
    case 'descent':
      return [value, ...childrenOf(value).flatMap((child) => children(child, step))];
    case 'filter':
      throw new Error('a filter needs the documents');
  }
}

function childrenOf(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? (Object.values(value) as Json[]) : [];
}

/** An object is filtered as the one item of a list. */
function filtered(value: Json, step: Extract<PathStep, { kind: 'filter' }>, documents: PathDocuments): readonly Json[] {
  const items: readonly Json[] = Array.isArray(value) ? value : isObject(value) ? [value as Json] : [];
  return items.filter((item) => holds(step.condition, { ...documents, item: () => item }));
}

/** Several names as the last step give one object that has those of them that are there. */
function pick(value: Json, names: readonly string[]): Json[] {
  if (!isObject(value)) return [];
  const entries = names
    .filter((name) => Object.hasOwn(value, name))
    .map((name) => [name, value[name] as Json] as const);
  return entries.length === 0 ? [] : [Object.fromEntries(entries)];
}
