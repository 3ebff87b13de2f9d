import type { Alternative, CompiledPattern } from './compile-pattern.ts';
import type { LeafValue, Predicate } from './predicate.ts';

/** Which element of which array a leaf stands in: arrays by a number of ours, elements by index. */
type Membership = ReadonlyMap<number, number>;

interface Leaf {
  readonly value: LeafValue;
  readonly membership: Membership;
}

/**
 * Whether an event satisfies a pattern. Fields that a pattern names together are found in the same element of an array
 * of objects, as in AWS's own matcher.
 */
export function matchesPattern(pattern: CompiledPattern, event: Readonly<Record<string, unknown>>): boolean {
  const leaves = collectLeaves(event);
  return pattern.some((alternative) => matchesAlternative(alternative, leaves));
}

function collectLeaves(event: Readonly<Record<string, unknown>>): Map<string, Leaf[]> {
  const leaves = new Map<string, Leaf[]>();
  let arrayCount = 0;
  const visit = (path: string, value: unknown, membership: Membership): void => {
    if (Array.isArray(value)) {
      arrayCount += 1;
      const array = arrayCount;
      for (const [index, element] of value.entries()) {
        // Plain elements of one array stand for the field together, so that two fields may match different ones.
        const isObject = typeof element === 'object' && element !== null;
        visit(path, element, isObject ? new Map(membership).set(array, index) : membership);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value))
        visit(path === '' ? name : `${path}.${name}`, member, membership);
    } else {
      const same = leaves.get(path);
      const leaf: Leaf = { value: value as LeafValue, membership };
      if (same) same.push(leaf);
      else leaves.set(path, [leaf]);
    }
  };
  visit('', event, new Map());
  return leaves;
}

function matchesAlternative(alternative: Alternative, leaves: ReadonlyMap<string, readonly Leaf[]>): boolean {
  const paths = [...alternative];
  const matchFrom = (index: number, chosen: Membership): boolean => {
    const entry = paths[index];
    if (!entry) return true;
    const [path, predicates] = entry;
    const candidates = leaves.get(path) ?? [];
    if (candidates.length === 0) {
      return predicates.some(({ kind }) => kind === 'absent') && matchFrom(index + 1, chosen);
    }
    const tried = new Set<Membership>();
    for (const leaf of candidates) {
      // Leaves of one element lead to the same rest: trying the first that matches is enough.
      if (tried.has(leaf.membership) || !satisfies(predicates, leaf.value)) continue;
      tried.add(leaf.membership);
      const together = combine(chosen, leaf.membership);
      if (together && matchFrom(index + 1, together)) return true;
    }
    return false;
  };
  return matchFrom(0, new Map());
}

function satisfies(predicates: readonly Predicate[], value: LeafValue): boolean {
  return predicates.some((predicate) => predicate.kind === 'value' && predicate.matches(value));
}

/** Both memberships, unless they place one array's element differently. */
function combine(chosen: Membership, added: Membership): Membership | undefined {
  if (added.size === 0) return chosen;
  const together = new Map(chosen);
  for (const [array, index] of added) {
    if ((together.get(array) ?? index) !== index) return undefined;
    together.set(array, index);
  }
  return together;
}
