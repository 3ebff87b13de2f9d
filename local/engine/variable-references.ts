import jsonata from 'jsonata';
import { isObject } from './is-object.ts';
import { isCall, parseCall } from './query-language/intrinsics/parse-call.ts';
import { parsePath } from './query-language/json-path/parse-path.ts';
import type { Fields } from './validate-fields.ts';
import { assignedNames } from './validate-variables.ts';

/** Names of the variables that each state reads, sorted; states that read none are absent. */
export type VariableReferences = Readonly<Record<string, readonly string[]>>;

const innerScopes: ReadonlySet<string> = new Set(['Branches', 'ItemProcessor', 'Iterator']);
const neverRead: ReadonlySet<string> = new Set(['Comment', 'Result']);
const templates: ReadonlySet<string> = new Set([
  'Arguments',
  'Assign',
  'Credentials',
  'ItemSelector',
  'Parameters',
  'ResultSelector',
]);

/** Which variables the states of a definition read, those of inner scopes included. The definition is a valid one. */
export function variableReferences(definition: string): VariableReferences {
  const machine = JSON.parse(definition) as Fields;
  const states = statesWithin(machine);
  const assigned = new Set(states.flatMap(([name, state]) => assignedNames({ [name]: state })));
  const found = states.map(([name, state]): [string, readonly string[]] => {
    const language = state.QueryLanguage ?? machine.QueryLanguage;
    const names = language === 'JSONata' ? readInJsonata(state, assigned) : readInJsonPath(state, false);
    return [name, [...new Set(names)].sort()];
  });
  return Object.fromEntries(found.filter(([, names]) => names.length > 0));
}

function statesWithin(scope: Fields): readonly (readonly [string, Fields])[] {
  const states = isObject(scope.States) ? Object.entries(scope.States) : [];
  return states.flatMap(([name, state]) => {
    if (!isObject(state)) return [];
    const inner = [...innerScopes].flatMap((field) => state[field]).filter(isObject);
    return [[name, state] as const, ...inner.flatMap(statesWithin)];
  });
}

/** Members of a state that are its own, not those of a scope inside. */
function ownMembers(state: Fields): readonly (readonly [string, unknown])[] {
  return Object.entries(state).filter(([field]) => !innerScopes.has(field) && !neverRead.has(field));
}

/** In a template only members `….$` are read; elsewhere the fields that are paths. */
function readInJsonPath(value: unknown, isTemplate: boolean): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => readInJsonPath(item, isTemplate));
  if (!isObject(value)) return [];
  const members = isTemplate ? Object.entries(value) : ownMembers(value);
  return members.flatMap(([field, member]) => {
    if (typeof member !== 'string') return readInJsonPath(member, isTemplate || templates.has(field));
    const isRead = isTemplate ? field.endsWith('.$') : field.endsWith('Path') || field === 'Variable';
    return isRead ? rootsIn(isCall(member) ? parseCall(member) : parsePath(member)) : [];
  });
}

/** Variables that paths begin with, at any depth of a parsed path or call. */
function rootsIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { kind, name } = node as { readonly kind?: unknown; readonly name?: unknown };
  if (kind === 'variable' && typeof name === 'string') return [name];
  return Object.values(node).flatMap(rootsIn);
}

/** Names that no state assigns are functions of the language, or belong to the expression itself. */
function readInJsonata(state: Fields, assigned: ReadonlySet<string>): readonly string[] {
  return ownMembers(state)
    .flatMap(([, member]) => expressionsIn(member))
    .flatMap((source) => {
      const expression: unknown = jsonata(source).ast();
      const bound = new Set(namesBoundIn(expression));
      return namesIn(expression).filter((name) => assigned.has(name) && !bound.has(name));
    });
}

function expressionsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return value.startsWith('{%') && value.endsWith('%}') ? [value.slice(2, -2).trim()] : [];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

function namesIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, value } = node as { readonly type?: unknown; readonly value?: unknown };
  const own = type === 'variable' && typeof value === 'string' ? [value] : [];
  return [...own, ...Object.values(node).flatMap(namesIn)];
}

/** Names that the expression gives a meaning of its own: by `:=`, or as parameters of a function. */
function namesBoundIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, lhs, arguments: parameters } = node as Readonly<Record<string, unknown>>;
  const own = type === 'bind' ? namesIn(lhs) : type === 'lambda' ? namesIn(parameters) : [];
  return [...own, ...Object.values(node).flatMap(namesBoundIn)];
}
