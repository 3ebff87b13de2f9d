import { type AttributeValue, attributeOf, type Item } from '../attribute-value.ts';
import type { DocumentPath } from './syntax.ts';

/** The value at a path, or undefined where the item has none there. */
export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  let current: AttributeValue | undefined = { M: item };
  for (const element of path) {
    if (current === undefined) return undefined;
    current = memberOf(current, element);
  }
  return current;
}

function memberOf(value: AttributeValue, element: string | number): AttributeValue | undefined {
  if (typeof element === 'number') return 'L' in value ? value.L[element] : undefined;
  return 'M' in value ? attributeOf(value.M, element) : undefined;
}
