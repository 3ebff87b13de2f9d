import { parseSubstitution } from './substitution.ts';
import { isRecord } from './template.ts';

/** What a value of a template points at. */
export interface TemplateReferences {
  /** Names of `Ref`: logical ids, parameters, pseudo parameters. */
  readonly names: ReadonlySet<string>;
  /** `Fn::GetAtt`, as `LogicalId.Attribute`. */
  readonly attributes: ReadonlySet<string>;
  /** Every intrinsic function, for example `Fn::Join`. */
  readonly functions: ReadonlySet<string>;
}

export function referencesOf(value: unknown): TemplateReferences {
  const names = new Set<string>();
  const attributes = new Set<string>();
  const functions = new Set<string>();

  const visitSubstitution = (argument: unknown): void => {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = isRecord(variables) ? variables : {};
    for (const part of parseSubstitution(String(text))) {
      if (part.kind === 'attribute') attributes.add(`${part.logicalId}.${part.attribute}`);
      if (part.kind === 'reference' && !Object.hasOwn(own, part.name)) names.add(part.name);
    }
    visit(own);
  };

  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const entry of node) visit(entry);
      return;
    }
    if (!isRecord(node)) return;
    const call = intrinsicOf(node);
    if (call === undefined) {
      for (const member of Object.values(node)) visit(member);
      return;
    }
    functions.add(call.name);
    if (call.name === 'Ref') names.add(String(call.argument));
    else if (call.name === 'Fn::GetAtt') attributes.add(attributeName(call.argument).join('.'));
    else if (call.name === 'Fn::Sub') visitSubstitution(call.argument);
    else visit(call.argument);
  };

  visit(value);
  return { names, attributes, functions };
}

/** An object with one member that names a function is a call of it. */
export function intrinsicOf(node: Record<string, unknown>): { name: string; argument: unknown } | undefined {
  const keys = Object.keys(node);
  const [name] = keys;
  if (name === undefined || keys.length !== 1) return undefined;
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument: node[name] } : undefined;
}

/** `["A", "Arn"]` or `"A.Arn"`; an attribute may have dots of its own. */
export function attributeName(argument: unknown): [logicalId: string, attribute: string] {
  const text = Array.isArray(argument) ? argument.map(String).join('.') : String(argument);
  const dot = text.indexOf('.');
  return dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot + 1)];
}
