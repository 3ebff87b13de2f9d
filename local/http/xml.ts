/** Members that are maps; all other objects are structures. Only names that the Query services here use. */
const mapMembers = new Set(['Attributes']);

/** Content of an element: structures by member name, lists of `member`, instants in ISO 8601, bytes in base64. */
export function renderXml(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map((one) => `<member>${renderXml(one)}</member>`).join('');
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `<${name}>${mapMembers.has(name) ? renderMap(member) : renderXml(member)}</${name}>`)
    .join('');
}

export function escapeXml(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => escapes[character]!);
}

function renderMap(value: unknown): string {
  return Object.entries(value as Record<string, unknown>)
    .map(([key, entry]) => `<entry><key>${escapeXml(key)}</key><value>${renderXml(entry)}</value></entry>`)
    .join('');
}
