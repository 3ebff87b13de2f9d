import type { Json } from '../../asl.ts';
import { StateError } from '../../failure.ts';
import { isObject } from '../../is-object.ts';
import { parsePath } from '../json-path/parse-path.ts';
import type { JsonPath } from '../json-path/path.ts';
import { PathNotFoundError, readPath } from '../json-path/read-path.ts';
import { PathSyntaxError } from '../json-path/scanner.ts';
import type { View } from '../json-path/view.ts';
import { InvalidExpressionError } from '../query.ts';
import { comparisons, stringMatches, typeTests } from './comparisons.ts';

type Rule = Readonly<Record<string, unknown>>;
type Condition = (view: View) => boolean;

const twinSuffix = 'Path';

/** The condition of a choice rule in JSONPath, with `And`, `Or` and `Not` to any depth. Throws `InvalidExpressionError`. */
export function compileRule(rule: Rule, location: string): Condition {
  if (Array.isArray(rule.And)) {
    const parts = compileParts(rule.And, `${location}/And`);
    return (view) => parts.every((part) => part(view));
  }
  if (Array.isArray(rule.Or)) {
    const parts = compileParts(rule.Or, `${location}/Or`);
    return (view) => parts.some((part) => part(view));
  }
  if (isObject(rule.Not)) {
    const part = compileRule(rule.Not, `${location}/Not`);
    return (view) => !part(view);
  }
  return compileComparison(rule, location);
}

function compileParts(rules: readonly unknown[], location: string): Condition[] {
  return rules.map((rule, index) => compileRule(rule as Rule, `${location}[${index}]`));
}

function compileComparison(rule: Rule, location: string): Condition {
  const variable = compilePath(rule.Variable, `${location}/Variable`);
  for (const [operator, operand] of Object.entries(rule)) {
    const condition = compileOperator(operator, operand as Json, variable, location);
    if (condition !== undefined) return condition;
  }
  throw new InvalidExpressionError('A Choice rule must have exactly one comparison operator', location);
}

function compileOperator(operator: string, operand: Json, variable: JsonPath, location: string): Condition | undefined {
  if (operator === 'IsPresent') return (view) => isPresent(variable, view) === operand;
  if (operator === 'StringMatches') return (view) => stringMatches(valueAt(variable, view), operand);
  const hasType = typeTests.get(operator);
  if (hasType !== undefined) return (view) => hasType(valueAt(variable, view)) === operand;
  const compare = comparisons.get(operator);
  if (compare !== undefined) return (view) => compare(valueAt(variable, view), operand);
  if (!operator.endsWith(twinSuffix)) return undefined;
  const compareTwin = comparisons.get(operator.slice(0, -twinSuffix.length));
  if (compareTwin === undefined) return undefined;
  const other = compilePath(operand, `${location}/${operator}`);
  return (view) => compareTwin(valueAt(variable, view), valueAt(other, view));
}

function compilePath(text: unknown, location: string): JsonPath {
  try {
    return parsePath(String(text));
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
    throw new InvalidExpressionError('Value is not a valid JSONPath', location, { cause: error });
  }
}

function valueAt(path: JsonPath, view: View): Json {
  try {
    return readPath(path, view);
  } catch (error) {
    if (!(error instanceof PathNotFoundError)) throw error;
    throw new StateError(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`);
  }
}

/** A path to many places is there if it finds any. */
function isPresent(path: JsonPath, view: View): boolean {
  try {
    const found = readPath(path, view);
    return path.isDefinite || (found as readonly Json[]).length > 0;
  } catch (error) {
    if (error instanceof PathNotFoundError) return false;
    throw error;
  }
}
