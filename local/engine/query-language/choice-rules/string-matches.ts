/** Whether `*` in the pattern, standing for any text, can be filled so that it is the text. `\*` is a star, `\\` a backslash. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.match(/\\[\s\S]|[\s\S]/g) ?? [];
  const source = parts.map((part) => (part === '*' ? '[\\s\\S]*' : escaped(literalOf(part)))).join('');
  return new RegExp(`^${source}$`).test(text);
}

function literalOf(part: string): string {
  return part === '\\*' || part === '\\\\' ? part.slice(1) : part;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
