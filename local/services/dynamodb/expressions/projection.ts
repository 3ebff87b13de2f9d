import type { AttributeValue, Item } from '../attribute-value.ts';
import { valueAt } from './document.ts';
import { createFindings } from './findings.ts';
import { type PathFinding, parsePath, reportOverlap } from './path-parser.ts';
import type { Placeholders } from './placeholders.ts';
import type { DocumentPath } from './syntax.ts';
import { createTokenReader } from './token-reader.ts';

const faultOrder = ['reserved', 'undefinedName', 'pathOverlap', 'pathConflict'] as const;

/** Parses a ProjectionExpression, or returns the message of its first fault; throws `ExpressionSyntaxError`. */
export function parseProjection(text: string, placeholders: Placeholders): readonly DocumentPath[] | string {
  const reader = createTokenReader(text);
  const findings = createFindings<PathFinding | 'pathOverlap' | 'pathConflict'>();
  const paths: DocumentPath[] = [];
  do {
    const path = parsePath(reader, placeholders, findings);
    reportOverlap(paths, path, findings);
    paths.push(path);
  } while (reader.takeSymbol(','));
  reader.expectEnd();
  return findings.first(faultOrder) ?? paths;
}

/** Parts of an item, by name and by position; the tree of what `projectItem` was asked for. */
type Part = { readonly kind: 'whole'; readonly value: AttributeValue } | Parts;
interface Parts {
  readonly kind: 'parts';
  readonly children: Map<string | number, Part>;
}

/** The parts of an item that the paths name and that are there, in the shape of the item. Lists close their gaps. */
export function projectItem(item: Item, paths: readonly DocumentPath[]): Item {
  const root: Parts = { kind: 'parts', children: new Map() };
  for (const path of paths) {
    const value = valueAt(item, path);
    if (value !== undefined) collect(root, path, value);
  }
  const projected = assemble(root);
  return 'M' in projected ? projected.M : {};
}

function collect(root: Parts, path: DocumentPath, value: AttributeValue): void {
  let parts = root;
  for (const element of path.slice(0, -1)) {
    let child = parts.children.get(element);
    if (child?.kind !== 'parts') {
      child = { kind: 'parts', children: new Map() };
      parts.children.set(element, child);
    }
    parts = child;
  }
  parts.children.set(path.at(-1)!, { kind: 'whole', value });
}

function assemble(part: Part): AttributeValue {
  if (part.kind === 'whole') return part.value;
  const children = [...part.children].map(([element, child]) => [element, assemble(child)] as const);
  if (typeof children[0]?.[0] !== 'number') return { M: Object.fromEntries(children) };
  const inOrder = children.toSorted(([left], [right]) => Number(left) - Number(right));
  return { L: inOrder.map(([, value]) => value) };
}
