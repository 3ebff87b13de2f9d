/** A piece of the text of `Fn::Sub`: literal, or what stands in `${…}`. */
export type SubstitutionPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `${Name}`: what `Ref` gives, or a variable of the second form. */
  | { readonly kind: 'reference'; readonly name: string }
  /** `${LogicalId.Attribute}` */
  | { readonly kind: 'attribute'; readonly logicalId: string; readonly attribute: string };

/** Takes the text of `Fn::Sub` apart; `${!Name}` is the literal `${Name}`. */
export function parseSubstitution(text: string): SubstitutionPart[] {
  const parts: SubstitutionPart[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    parts.push(parsePlaceholder(match[1]!));
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

function parsePlaceholder(content: string): SubstitutionPart {
  if (content.startsWith('!')) return { kind: 'text', text: `\${${content.slice(1)}}` };
  const name = content.trim();
  const dot = name.indexOf('.');
  if (dot < 0) return { kind: 'reference', name };
  return { kind: 'attribute', logicalId: name.slice(0, dot), attribute: name.slice(dot + 1) };
}
