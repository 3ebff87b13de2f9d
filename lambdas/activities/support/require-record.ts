/** A record that has to be there, since the workflow that asks began with it. */
export function requireRecord<State>(state: State | undefined, kind: string, id: string): State {
  if (state === undefined) throw new Error(`there is no record of ${kind} ${id}`);
  return state;
}
