/** Steps of the JSON paths that EventBridge takes: `$.detail.items[0]`, `$.detail['name.with.dots']`; undefined if malformed. */
function parseJsonPath(path: string): ReadonlyArray<string | number> | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: Array<string | number> = [];
  let rest = path.slice(1);
  while (rest !== '') {
    const [matched, name, index, quoted] = /^(?:\.([^.[\]]+)|\[([0-9]+)\]|\['([^']+)'\])/.exec(rest) ?? [];
    if (matched === undefined) return undefined;
    steps.push(index === undefined ? (name ?? quoted!) : Number(index));
    rest = rest.slice(matched.length);
  }
  return steps;
}

export function isJsonPath(path: unknown): path is string {
  return typeof path === 'string' && parseJsonPath(path) !== undefined;
}

/** What stands at the path; undefined where there is nothing. */
export function readJsonPath(path: string, document: unknown): unknown {
  let value = document;
  for (const step of parseJsonPath(path) ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
