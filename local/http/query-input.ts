/**
 * Reads the form of the Query protocol: members as dotted names, list entries as `member.1`, map entries as
 * `entry.1.key` and `entry.1.value` (SNS: `Name` and `Value`). All values are texts.
 */
export function parseQueryInput(form: URLSearchParams): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [name, value] of form) {
    if (name === 'Action' || name === 'Version') continue;
    const path = name.split('.');
    let node = root;
    for (const step of path.slice(0, -1)) {
      const next = Object.hasOwn(node, step) ? node[step] : undefined;
      const child = isRecord(next) ? next : {};
      setOwn(node, step, child);
      node = child;
    }
    setOwn(node, path.at(-1)!, value);
  }
  return fold(root) as Record<string, unknown>;
}

function fold(node: unknown): unknown {
  if (!isRecord(node)) return node;
  const names = Object.keys(node);
  if (names.length === 1 && names[0] === 'member' && isNumbered(node.member)) return listOf(node.member);
  if (names.length === 1 && names[0] === 'entry' && isNumbered(node.entry)) return mapOf(node.entry);
  return Object.fromEntries(names.map((name) => [name, fold(node[name])]));
}

function listOf(numbered: Record<string, unknown>): unknown[] {
  return inOrder(numbered).map(fold);
}

function mapOf(numbered: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    inOrder(numbered).map((entry) => {
      const folded = fold(entry) as Record<string, unknown>;
      return [String(folded.key ?? folded.Name), folded.value ?? folded.Value];
    }),
  );
}

function inOrder(numbered: Record<string, unknown>): unknown[] {
  return Object.keys(numbered)
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => numbered[name]);
}

function isNumbered(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && Object.keys(value).every((name) => /^\d+$/.test(name));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Sets the member even where its name is one of `Object.prototype`'s. */
function setOwn(node: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(node, name, { value, enumerable: true, configurable: true, writable: true });
}
