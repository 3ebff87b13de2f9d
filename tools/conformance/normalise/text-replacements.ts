/** Replacements over the whole text of an answer, in the order in which they were asked for. */
export interface TextReplacements {
  /** A text as it stands in JSON. */
  literal(text: string, replacement: string): void;
  pattern(pattern: RegExp, replacement: string): void;
  /** Numbers distinct values in the order of their appearance: `<name:1>`, `<name:2>`. */
  numbered(value: string, name: string): void;
  apply(text: string): string;
}

/**
 * @param comesFirst whether the recording shows that a text was replaced as a whole, before names inside of it were
 */
export function createTextReplacements(comesFirst: (text: string, token: string) => boolean): TextReplacements {
  const replacements: ((text: string) => string)[] = [];
  const counts = new Map<string, number>();
  const seen = new Set<string>();

  const replaceAll = (from: string, to: string): void => {
    replacements.push((text) => text.replaceAll(from, () => to));
  };
  return {
    literal(text, replacement) {
      if (text !== '') replaceAll(JSON.stringify(text).slice(1, -1), replacement);
    },
    pattern(pattern, replacement) {
      replacements.push((text) => text.replace(pattern, () => replacement));
    },
    numbered(value, name) {
      const quoted = value.replaceAll('"', '\\"');
      if (quoted === '' || seen.has(quoted)) return;
      seen.add(quoted);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const token = `<${name}:${count}>`;
      if (comesFirst(value, token)) replacements.unshift((text) => text.replaceAll(quoted, () => token));
      else replaceAll(quoted, token);
    },
    apply: (text) => replacements.reduce((result, replace) => replace(result), text),
  };
}
