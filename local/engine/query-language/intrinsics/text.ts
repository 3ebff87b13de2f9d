import type { Json } from '../../asl.ts';
import { assertCount, type Intrinsic, refuse, textAt } from './intrinsic.ts';

const placeholderOrEscape = /\\[\\'{}]|\{\}/g;

export const textFunctions: Readonly<Record<string, Intrinsic>> = {
  /** Fills each `{}` of the template; a brace after a backslash is only a brace. */
  Format: (values, { literalText }) => {
    const template = literalText(0) ?? textAt(values, 0);
    const rest = values.slice(1);
    const placeholders = template.match(placeholderOrEscape)?.filter((found) => found === '{}').length ?? 0;
    if (placeholders !== rest.length) {
      return refuse(`The template has ${placeholders} placeholders, but there are ${rest.length} arguments.`);
    }
    let position = 0;
    return template.replace(placeholderOrEscape, (found) => {
      if (found !== '{}') return found.slice(1);
      const value = rest[position] as Json;
      position += 1;
      return shown(value);
    });
  },
  /** Every character of the second argument separates; empty parts are left out. */
  StringSplit: (values) => {
    assertCount(values, 2);
    const [text, separators] = [textAt(values, 0), new Set(textAt(values, 1))];
    const parts: string[] = [''];
    for (const character of text) {
      if (separators.has(character)) parts.push('');
      else parts[parts.length - 1] += character;
    }
    return parts.filter((part) => part !== '');
  },
};

/** As AWS fills it in: text without quotes, objects and arrays as Java prints its maps and lists. */
function shown(value: Json): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${name}=${shown(member as Json)}`);
  return `{${members.join(', ')}}`;
}
