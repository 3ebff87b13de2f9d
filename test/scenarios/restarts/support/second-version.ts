import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties: { DefinitionString: unknown; DefinitionSubstitutions: Record<string, unknown> };
      }
    >
  >;
}

/**
 * A copy of an assembly as it would be after every definition was changed: each machine with a comment of its own and
 * with the version `second`.
 */
export function writeSecondVersion(assemblyDirectory: string, directory: string): string {
  cpSync(assemblyDirectory, directory, { recursive: true });
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.template.json'))) {
    const path = join(directory, file);
    const template = JSON.parse(readFileSync(path, 'utf8')) as Template;
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== 'AWS::StepFunctions::StateMachine') continue;
      if (Properties.DefinitionSubstitutions.DefinitionVersion === undefined) continue;
      Properties.DefinitionSubstitutions.DefinitionVersion = 'second';
      const text = String(Properties.DefinitionString);
      const changed = text.replace('"Comment": "', '"Comment": "The second version. ');
      if (changed === text) throw new Error('the definition has no comment to change');
      Properties.DefinitionString = changed;
    }
    writeFileSync(path, JSON.stringify(template));
  }
  return directory;
}
