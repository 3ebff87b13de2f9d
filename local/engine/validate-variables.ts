import { isObject } from './is-object.ts';
import type { Fields } from './validate-fields.ts';

const variableName = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
const maxNameLength = 80;

/** What is wrong with the variables that one state assigns. `outer`: those of the scopes around its own, which it may only read. */
export function variableProblems(
  state: Fields,
  outer: ReadonlySet<string>,
): readonly { readonly message: string; readonly field: string }[] {
  return assignments(state).flatMap(({ name, field }) => {
    if (name === 'states') return [{ message: "The variable name 'states' is reserved", field }];
    if (name.length > maxNameLength || !variableName.test(name)) {
      return [{ message: `The variable name '${name}' is not valid`, field }];
    }
    if (!outer.has(name)) return [];
    return [{ message: `The variable '${name}' belongs to an outer scope and cannot be assigned here`, field }];
  });
}

/** Names that the states of one scope assign; those of the scopes inside are not among them. */
export function assignedNames(states: Fields): readonly string[] {
  return Object.values(states).flatMap((state) => {
    return isObject(state) ? assignments(state).map(({ name }) => name) : [];
  });
}

function assignments(state: Fields): readonly { readonly name: string; readonly field: string }[] {
  const nested = ['Choices', 'Catch'].flatMap((field) => {
    const entries = state[field];
    if (!Array.isArray(entries)) return [];
    return entries.map((entry: unknown, index) => ({ holder: entry, field: `/${field}[${index}]/Assign` }));
  });
  const nameOf = (member: string): string => (member.endsWith('.$') ? member.slice(0, -2) : member);
  return [{ holder: state as unknown, field: '/Assign' }, ...nested].flatMap(({ holder, field }) => {
    const assign = isObject(holder) ? holder.Assign : undefined;
    return isObject(assign) ? Object.keys(assign).map((name) => ({ name: nameOf(name), field })) : [];
  });
}
