import { type AttributeValue, attributeOf, bytesKey, type Item, typeOf } from '../attribute-value.ts';
import { addDecimals, negateDecimal, parseDecimal } from '../decimal.ts';
import { validationError } from '../errors.ts';
import { storableNumber } from '../parse-attribute-value.ts';
import { valueAt } from './document.ts';
import type { DocumentPath, Operand, SetValue, UpdateAction } from './syntax.ts';

/**
 * The edits of an update as a tree along their paths. No path contains another, so a node is an edit or has children,
 * never both.
 */
type Edit = { readonly kind: 'leaf'; readonly value: AttributeValue | undefined } | Branch;
interface Branch {
  readonly kind: 'branch';
  readonly children: Map<string | number, Edit>;
}

/**
 * The item after an update. Every operand is read from the item as it was: the order of the actions does not matter,
 * and the positions in lists are those from before the update. It decides only which of several faults is reported:
 * first those of what SET assigns, then action by action its path and its operand.
 */
export function applyUpdate(item: Item, actions: readonly UpdateAction[]): Item {
  const assigned = new Map<UpdateAction, AttributeValue>();
  for (const action of actions) if (action.kind === 'set') assigned.set(action, resolve(action.value, item));

  const root: Branch = { kind: 'branch', children: new Map() };
  for (const action of actions) {
    assertHasPlace(item, action.path);
    plant(root, action.path, assigned.get(action) ?? outcomeOf(action, item));
  }
  return rebuildMap(item, root);
}

/** Value that an action other than SET gives its path; undefined removes it. */
function outcomeOf(action: UpdateAction, item: Item): AttributeValue | undefined {
  if (action.kind === 'add') return addTo(valueAt(item, action.path), action.value);
  if (action.kind === 'delete') return deleteFrom(valueAt(item, action.path), action.value);
  return undefined;
}

/** A nested path needs the list or map that its last element belongs to. */
function assertHasPlace(item: Item, path: DocumentPath): void {
  if (path.length === 1) return;
  const parent = valueAt(item, path.slice(0, -1));
  const type = typeof path.at(-1) === 'number' ? 'L' : 'M';
  if (parent !== undefined && typeOf(parent) === type) return;
  throw validationError('The document path provided in the update expression is invalid for update');
}

function resolve(value: SetValue, item: Item): AttributeValue {
  switch (value.kind) {
    case 'value':
      return value.value;
    case 'path':
      return valueAt(item, value.path) ?? missing();
    case 'arithmetic': {
      const [left, right] = [numberOf(value.left, item), numberOf(value.right, item)];
      return { N: storableNumber(addDecimals(left, value.operator === '+' ? right : negateDecimal(right))) };
    }
    case 'function': {
      const [first, second] = value.operands as [Operand, Operand];
      if (value.name === 'if_not_exists') {
        return (first.kind === 'path' ? valueAt(item, first.path) : undefined) ?? resolve(second, item);
      }
      return { L: [...listOf(first, item), ...listOf(second, item)] };
    }
  }
}

function numberOf(operand: Operand, item: Item) {
  const value = resolve(operand, item);
  if (!('N' in value)) throw incorrectType();
  return parseDecimal(value.N)!;
}

function listOf(operand: Operand, item: Item): readonly AttributeValue[] {
  const value = resolve(operand, item);
  if (!('L' in value)) throw incorrectType();
  return value.L;
}

function addTo(existing: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (existing === undefined) return value;
  if ('N' in value && 'N' in existing) {
    return { N: storableNumber(addDecimals(parseDecimal(existing.N)!, parseDecimal(value.N)!)) };
  }
  if ('SS' in value && 'SS' in existing) return { SS: [...new Set([...existing.SS, ...value.SS])] };
  if ('NS' in value && 'NS' in existing) return { NS: [...new Set([...existing.NS, ...value.NS])] };
  if ('BS' in value && 'BS' in existing) {
    const members = new Map([...existing.BS, ...value.BS].map((bytes) => [bytesKey(bytes), bytes]));
    return { BS: [...members.values()] };
  }
  throw incorrectType();
}

/** A set that loses its last member is removed. */
function deleteFrom(existing: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  if (existing === undefined) return undefined;
  if (typeOf(existing) !== typeOf(value)) throw incorrectType();
  if ('SS' in existing && 'SS' in value) {
    const left = existing.SS.filter((member) => !value.SS.includes(member));
    return left.length === 0 ? undefined : { SS: left };
  }
  if ('NS' in existing && 'NS' in value) {
    const left = existing.NS.filter((member) => !value.NS.includes(member));
    return left.length === 0 ? undefined : { NS: left };
  }
  if ('BS' in existing && 'BS' in value) {
    const gone = new Set(value.BS.map(bytesKey));
    const left = existing.BS.filter((member) => !gone.has(bytesKey(member)));
    return left.length === 0 ? undefined : { BS: left };
  }
  throw incorrectType();
}

function plant(root: Branch, path: DocumentPath, value: AttributeValue | undefined): void {
  let branch = root;
  for (const element of path.slice(0, -1)) {
    let child = branch.children.get(element);
    if (child?.kind !== 'branch') {
      child = { kind: 'branch', children: new Map() };
      branch.children.set(element, child);
    }
    branch = child;
  }
  branch.children.set(path.at(-1)!, { kind: 'leaf', value });
}

/** `value` is a list or map where the edit is a branch: `assertHasPlace`. */
function rebuild(value: AttributeValue | undefined, edit: Edit): AttributeValue | undefined {
  if (edit.kind === 'leaf') return edit.value;
  if (value !== undefined && 'L' in value) return { L: rebuildList(value.L, edit) };
  return { M: rebuildMap((value as { M: Item }).M, edit) };
}

function rebuildMap(map: Item, { children }: Branch): Item {
  const attributes = new Map(Object.entries(map));
  for (const [name, edit] of children) {
    const value = rebuild(attributeOf(map, String(name)), edit);
    if (value === undefined) attributes.delete(String(name));
    else attributes.set(String(name), value);
  }
  return Object.fromEntries(attributes);
}

/** Positions beyond the end are appended in their order, without a gap. */
function rebuildList(list: readonly AttributeValue[], { children }: Branch): readonly AttributeValue[] {
  const elements: (AttributeValue | undefined)[] = [...list];
  const positions = [...children.keys()].map(Number).sort((left, right) => left - right);
  for (const position of positions) {
    const value = rebuild(list[position], children.get(position)!);
    if (position < list.length) elements[position] = value;
    else elements.push(value);
  }
  return elements.filter((element) => element !== undefined);
}

function missing(): never {
  throw validationError('The provided expression refers to an attribute that does not exist in the item');
}

function incorrectType(): Error {
  return validationError('An operand in the update expression has an incorrect data type');
}
