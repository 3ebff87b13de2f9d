/**
 * Items with those they depend on first, and otherwise in the order given. Dependencies that are not among the items are
 * passed over. Throws `describeCycle` of the first circle it finds.
 */
export function sortByDependencies(
  items: readonly string[],
  dependenciesOf: (item: string) => Iterable<string>,
  describeCycle: (cycle: readonly string[]) => string,
): string[] {
  const known = new Set(items);
  const sorted = new Set<string>();
  const path: string[] = [];

  const visit = (item: string): void => {
    if (sorted.has(item) || !known.has(item)) return;
    const start = path.indexOf(item);
    if (start >= 0) throw new Error(describeCycle([...path.slice(start), item]));
    path.push(item);
    for (const dependency of dependenciesOf(item)) visit(dependency);
    path.pop();
    sorted.add(item);
  };

  for (const item of items) visit(item);
  return [...sorted];
}
