import type { Json } from '../../asl.ts';
import { isObject } from '../../is-object.ts';
import { InvalidExpressionError } from '../query.ts';
import { compileExpression, type Expression } from './expression.ts';
import { PathSyntaxError } from './scanner.ts';

const suffix = '.$';

/**
 * A payload template: members whose names end in `.$` are paths or function calls, at any depth; all else stands for
 * itself. Absent for a template without such members. Throws `InvalidExpressionError`.
 */
export function compileTemplate(value: Json, location: string): Expression | undefined {
  if (Array.isArray(value)) return compileArray(value, location);
  return isObject(value) ? compileObject(value as Readonly<Record<string, Json>>, location) : undefined;
}

function compileArray(items: readonly Json[], location: string): Expression | undefined {
  const templates = items.map((item, index) => compileTemplate(item, `${location}[${index}]`));
  if (templates.every((template) => template === undefined)) return undefined;
  return (view) =>
    items.map((item, index) => {
      const template = templates[index];
      return template === undefined ? item : template(view);
    });
}

function compileObject(object: Readonly<Record<string, Json>>, location: string): Expression | undefined {
  const members = Object.entries(object).map(([name, value]) => {
    const isExpression = name.endsWith(suffix);
    return {
      name: isExpression ? name.slice(0, -suffix.length) : name,
      value,
      expression: isExpression ? compileMember(name, value, location) : compileTemplate(value, `${location}/${name}`),
    };
  });
  if (members.every(({ expression }) => expression === undefined)) return undefined;
  return (view) =>
    Object.fromEntries(
      members.map(({ name, value, expression }) => [name, expression === undefined ? value : expression(view)]),
    );
}

function compileMember(name: string, value: Json, location: string): Expression {
  if (typeof value === 'string') {
    try {
      return compileExpression(value, name);
    } catch (error) {
      if (!(error instanceof PathSyntaxError)) throw error;
    }
  }
  throw new InvalidExpressionError(
    `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`,
    location,
  );
}
