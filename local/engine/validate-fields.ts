import type { Checks, Problem } from './validate-definition.ts';

/** An object of a definition, before anything is known of it. */
export type Fields = Readonly<Record<string, unknown>>;

/** Takes a complaint about a field of the state, or about the state itself. */
export type Report = (message: string, field?: string, code?: Problem['code']) => void;

/** The query language that the state is written in. */
export function languageOf(state: Fields, { machineLanguage }: Checks): unknown {
  return state.QueryLanguage ?? machineLanguage ?? 'JSONPath';
}
