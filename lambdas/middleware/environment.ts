/** The environment of a function, as far as it names what the function works with. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that has to be there: its absence is a fault of the deployment, told by its name. */
export function requiredVariable(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
