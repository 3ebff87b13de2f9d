import { bootstrapParameter, type Template, type TemplateParameter } from './template.ts';

/** Values that a deployment gives to parameters, by name. Every stack that has a parameter of that name takes it. */
export type ParameterValues = Readonly<Record<string, string>>;

/** Types of parameters that are read here, with how. */
const types: Readonly<Record<string, (value: unknown) => unknown>> = {
  String: (value) => String(value),
  Number: (value) => String(value),
  CommaDelimitedList: (value) =>
    value === ''
      ? []
      : String(value)
          .split(',')
          .map((entry) => entry.trim()),
};

/** What `Ref` gives for a parameter: what the deployment says, else its default. */
export function parameterValue(name: string, parameter: TemplateParameter, given: ParameterValues): unknown {
  return types[parameter.Type]?.(Object.hasOwn(given, name) ? given[name] : parameter.Default);
}

/** @throws for a value that no stack has a parameter for: a name that is misspelt would change nothing */
export function assertParametersExist(templates: readonly Template[], given: ParameterValues): void {
  const known = new Set(templates.flatMap(({ Parameters = {} }) => Object.keys(Parameters)));
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`no stack has a parameter ${unknown.join(', ')}`);
}

/** Why parameters of a template cannot have the values that they would have, by parameter. */
export function parameterProblems(template: Template, given: ParameterValues): [name: string, problem: string][] {
  return Object.entries(template.Parameters ?? {})
    .filter(([name]) => name !== bootstrapParameter)
    .flatMap(([name, parameter]) => {
      const problem = problemOf(name, parameter, given);
      return problem === undefined ? [] : [[name, problem] as [string, string]];
    });
}

function problemOf(name: string, parameter: TemplateParameter, given: ParameterValues): string | undefined {
  if (!Object.hasOwn(types, parameter.Type)) return `the type ${parameter.Type} is not supported`;
  if (!Object.hasOwn(given, name)) {
    return parameter.Default === undefined
      ? 'a parameter needs a default value, or one given to the deployment'
      : undefined;
  }
  const broken = brokenConstraint(parameter, given[name]!);
  if (broken === undefined) return undefined;
  // Not the value: it may be a secret.
  return `the value given to the deployment breaks ${broken}${explanation(parameter)}`;
}

function explanation({ ConstraintDescription: description }: TemplateParameter): string {
  return description === undefined ? '' : `: ${description}`;
}

/** Name of the first constraint that a value given to a deployment does not keep. */
function brokenConstraint(parameter: TemplateParameter, value: string): string | undefined {
  const { AllowedPattern, AllowedValues, MinLength, MaxLength, MinValue, MaxValue } = parameter;
  if (parameter.Type === 'Number' && (value.trim() === '' || !Number.isFinite(Number(value)))) return 'Type: Number';
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) return 'AllowedPattern';
  if (AllowedValues !== undefined && !AllowedValues.map(String).includes(value)) return 'AllowedValues';
  if (MinLength !== undefined && value.length < Number(MinLength)) return 'MinLength';
  if (MaxLength !== undefined && value.length > Number(MaxLength)) return 'MaxLength';
  if (MinValue !== undefined && Number(value) < Number(MinValue)) return 'MinValue';
  if (MaxValue !== undefined && Number(value) > Number(MaxValue)) return 'MaxValue';
  return undefined;
}
