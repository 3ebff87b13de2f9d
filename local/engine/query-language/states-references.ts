import { InvalidExpressionError } from './query.ts';

/** Members of `$states` that only some fields see. */
export type SometimesSeen = 'result' | 'errorOutput';

interface Node {
  readonly type?: unknown;
  readonly value?: unknown;
}

/** Throws `InvalidExpressionError` where the expression looks at a member of `$states` that its field does not see. */
export function assertSeen(expression: unknown, seen: SometimesSeen | undefined, location: string): void {
  for (const name of referencesIn(expression)) {
    if (name === seen) continue;
    throw new InvalidExpressionError(`'$states.${name}' is not available in the field '${location}'`, location);
  }
}

function referencesIn(node: unknown): readonly SometimesSeen[] {
  if (Array.isArray(node)) return [...pairsIn(node), ...node.flatMap(referencesIn)];
  if (typeof node !== 'object' || node === null) return [];
  return Object.values(node).flatMap(referencesIn);
}

/** In a path `$states.result` is two steps, one after the other. */
function pairsIn(steps: readonly Node[]): readonly SometimesSeen[] {
  return steps.flatMap((step, index) => {
    const next = steps[index + 1];
    if (step?.type !== 'variable' || step.value !== 'states' || next?.type !== 'name') return [];
    return next.value === 'result' || next.value === 'errorOutput' ? [next.value] : [];
  });
}
