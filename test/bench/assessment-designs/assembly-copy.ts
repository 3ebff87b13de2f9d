import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../../infra/bundle/bundle-lambdas.ts';

type Json = Record<string, unknown>;

interface Resource {
  readonly Type: string;
  readonly Properties: Json;
}

interface Statement {
  readonly Effect: string;
  readonly Action: unknown;
  readonly Resource: unknown;
}

/** A state machine's definition, as far as designs change it. */
export interface Definition {
  StartAt: string;
  States: Record<string, Json>;
}

/** A copy of a cloud assembly, to be changed before it is deployed. Functions and machines are named as without their stage. */
export interface AssemblyCopy {
  readonly directory: string;
  definitionOf(machine: string): Definition;
  /** Gives a machine another definition, and its role the rights of the machines whose states it took over. */
  redefine(
    machine: string,
    definition: Definition,
    more?: { readonly alsoAs: string; readonly allow?: Statement },
  ): void;
  /** Gives a function other code; and, besides its own, the environment and the rights of others. */
  recode(functionName: string, handlerFile: string, alsoAs?: readonly string[]): Promise<void>;
  save(): Promise<void>;
}

const prefix = 'legwork-development-';
const templateFile = 'legwork-development.template.json';
const projectRoot = join(import.meta.dirname, '../../..');

export async function copyAssembly(source: string, directory: string): Promise<AssemblyCopy> {
  await cp(source, directory, { recursive: true });
  const path = join(directory, templateFile);
  const template = JSON.parse(await readFile(path, 'utf8')) as {
    readonly Resources: Readonly<Record<string, Resource>>;
  };

  const named = (type: string, key: string, name: string): Json => {
    const found = Object.values(template.Resources).find(
      ({ Type, Properties }) => Type === type && Properties[key] === `${prefix}${name}`,
    );
    if (found === undefined) throw new Error(`the assembly has no ${type} of the name ${prefix}${name}`);
    return found.Properties;
  };
  const machineOf = (name: string) => named('AWS::StepFunctions::StateMachine', 'StateMachineName', name);
  const functionOf = (name: string) => named('AWS::Lambda::Function', 'FunctionName', name);
  const statementsOf = (role: unknown): Statement[] => {
    const [roleId] = (role as { 'Fn::GetAtt': readonly string[] })['Fn::GetAtt'];
    const policy = Object.values(template.Resources).find(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Policy' && (Properties.Roles as readonly Json[]).some(({ Ref }) => Ref === roleId),
    );
    if (policy === undefined) throw new Error(`no policy of the role ${roleId}`);
    return (policy.Properties.PolicyDocument as { Statement: Statement[] }).Statement;
  };

  return {
    directory,
    definitionOf: (machine) => JSON.parse(machineOf(machine).DefinitionString as string) as Definition,
    redefine(machine, definition, more) {
      const properties = machineOf(machine);
      properties.DefinitionString = JSON.stringify(definition);
      if (more === undefined) return;
      const other = machineOf(more.alsoAs);
      const substitutions = {
        ...(other.DefinitionSubstitutions as Json),
        ...(properties.DefinitionSubstitutions as Json),
      };
      properties.DefinitionSubstitutions = substitutions;
      statementsOf(properties.RoleArn).push(...statementsOf(other.RoleArn), ...(more.allow ? [more.allow] : []));
    },
    async recode(functionName, handlerFile, alsoAs = []) {
      const properties = functionOf(functionName);
      const key = (properties.Code as { S3Key: string }).S3Key.replace('.zip', '');
      await build({
        absWorkingDir: projectRoot,
        entryPoints: [handlerFile],
        outfile: join(directory, `asset.${key}`, 'index.mjs'),
        allowOverwrite: true,
        ...bundleOptions,
      });
      const variables = (given: Json): Json => (given.Environment as { Variables: Json }).Variables;
      for (const other of alsoAs.map(functionOf)) {
        Object.assign(variables(properties), { ...variables(other), ...variables(properties) });
        statementsOf(properties.Role).push(...statementsOf(other.Role));
      }
    },
    save: () => writeFile(path, JSON.stringify(template)),
  };
}
