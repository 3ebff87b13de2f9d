import type { Json } from '../../asl.ts';
import { isObject } from '../../is-object.ts';
import type { JsonPath, PathStep } from './path.ts';

/** Whether `ResultPath` may be this path: it leads to one place of the state's input. */
export function isReferencePath({ root, isDefinite }: JsonPath): boolean {
  return root.kind === 'document' && isDefinite;
}

/** The document with `value` at the path, making the objects that lead there; absent if something else is in the way. */
export function writePath(steps: readonly PathStep[], document: Json, value: Json): Json | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step.kind === 'members') return writeMember(step.names[0] as string, rest, document, value);
  if (step.kind === 'indexes') return writeIndex(step.indexes[0] as number, rest, document, value);
  return undefined;
}

function writeMember(name: string, rest: readonly PathStep[], document: Json, value: Json): Json | undefined {
  if (!isObject(document)) return undefined;
  const before = Object.hasOwn(document, name) ? (document[name] as Json) : {};
  const written = writePath(rest, before, value);
  return written === undefined ? undefined : { ...(document as Record<string, Json>), [name]: written };
}

function writeIndex(index: number, rest: readonly PathStep[], document: Json, value: Json): Json | undefined {
  if (!Array.isArray(document)) return undefined;
  const position = index < 0 ? document.length + index : index;
  if (position < 0 || position >= document.length) return undefined;
  const written = writePath(rest, document[position] as Json, value);
  return written === undefined ? undefined : document.with(position, written);
}
