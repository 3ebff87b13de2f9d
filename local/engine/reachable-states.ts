/** Names of the states to which no transition leads from `startAt`. */
export function unreachableStates(startAt: string, states: Readonly<Record<string, unknown>>): readonly string[] {
  const reached = new Set<string>();
  const open = [startAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name) || !Object.hasOwn(states, name)) continue;
    reached.add(name);
    open.push(...targetsOf(states[name]).map(({ target }) => target));
  }
  return reached.size === 0 ? [] : Object.keys(states).filter((name) => !reached.has(name));
}

/** Where a state may go to, each with the field that says so. */
export function targetsOf(state: unknown): readonly { readonly field: string; readonly target: string }[] {
  if (typeof state !== 'object' || state === null) return [];
  const { Next, Default, Choices, Catch } = state as Readonly<Record<string, unknown>>;
  const direct = { Next, Default };
  const listed = { Choices, Catch };
  return [
    ...Object.entries(direct).map(([field, target]) => ({ field, target })),
    ...Object.entries(listed).flatMap(([field, list]) => {
      if (!Array.isArray(list)) return [];
      return list.map((entry, index) => ({ field: `${field}[${index}]/Next`, target: entry?.Next as unknown }));
    }),
  ].filter((found): found is { field: string; target: string } => typeof found.target === 'string');
}
