import { createHash } from 'node:crypto';

/**
 * What CloudFormation replaces in a definition: `${LoadRun}`. The definition stays valid ASL with it, so that Workflow
 * Studio opens the file as it is.
 */
const PLACEHOLDER = /\$\{([^}]*)\}/g;

/** Distinct placeholders of a definition, in alphabetical order. */
export function findPlaceholders(definition: string): readonly string[] {
  return [...new Set([...definition.matchAll(PLACEHOLDER)].map(([, name]) => name ?? ''))].sort();
}

/**
 * @param place names the definition in the error, for example `state-machines/booking.asl.json`
 * @throws when the definition has a placeholder that nothing replaces, or a substitution replaces nothing: AWS would take
 * the first as text and fail at run time, the second hides that a state lost its function
 */
export function assertSubstitutions(place: string, definition: string, substitutions: readonly string[]): void {
  const placeholders = findPlaceholders(definition);
  const problems = [
    ...placeholders.filter((name) => !substitutions.includes(name)).map((name) => `nothing replaces \${${name}}`),
    ...substitutions.filter((name) => !placeholders.includes(name)).map((name) => `\${${name}} does not occur`),
  ];
  if (problems.length > 0) throw new Error(`${place}: ${problems.join(', ')}`);
}

/** `load-run` → `LoadRun`: how a definition names a function. */
export function toPascalCase(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, _dash: string, letter: string) => letter.toUpperCase());
}

/**
 * Names what a run executes: twelve hexadecimal digits over the definition's text and everything that its functions are
 * made of. The same sources have the same version on every machine, in every account.
 */
export function computeDefinitionVersion(definition: string, ingredients: readonly string[]): string {
  const hash = createHash('sha256').update(definition);
  for (const ingredient of ingredients) hash.update('\0').update(ingredient);
  return hash.digest('hex').slice(0, 12);
}
