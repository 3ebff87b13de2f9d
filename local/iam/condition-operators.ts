import { matchesArnPattern, matchesPattern } from './match-pattern.ts';

/** Whether one value of a call's condition key satisfies one value of the policy. */
type Comparison = (wanted: string, actual: string) => boolean;

interface ComparisonRule {
  readonly compare: Comparison;
  /** A negated operator holds if no value of the policy matches, and also for a key that the call does not carry. */
  readonly negated: boolean;
}

const sameText: Comparison = (wanted, actual) => wanted === actual;
const sameTextIgnoringCase: Comparison = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

const rules: Readonly<Record<string, ComparisonRule>> = {
  StringEquals: { compare: sameText, negated: false },
  StringNotEquals: { compare: sameText, negated: true },
  StringEqualsIgnoreCase: { compare: sameTextIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { compare: sameTextIgnoringCase, negated: true },
  StringLike: { compare: (wanted, actual) => matchesPattern(wanted, actual), negated: false },
  StringNotLike: { compare: (wanted, actual) => matchesPattern(wanted, actual), negated: true },
  // In IAM both ARN operators take wildcards.
  ArnEquals: { compare: matchesArnPattern, negated: false },
  ArnLike: { compare: matchesArnPattern, negated: false },
  ArnNotEquals: { compare: matchesArnPattern, negated: true },
  ArnNotLike: { compare: matchesArnPattern, negated: true },
  Bool: { compare: sameTextIgnoringCase, negated: false },
  NumericEquals: { compare: (wanted, actual) => Number(wanted) === Number(actual), negated: false },
  NumericNotEquals: { compare: (wanted, actual) => Number(wanted) === Number(actual), negated: true },
  NumericLessThan: { compare: (wanted, actual) => Number(actual) < Number(wanted), negated: false },
  NumericLessThanEquals: { compare: (wanted, actual) => Number(actual) <= Number(wanted), negated: false },
  NumericGreaterThan: { compare: (wanted, actual) => Number(actual) > Number(wanted), negated: false },
  NumericGreaterThanEquals: { compare: (wanted, actual) => Number(actual) >= Number(wanted), negated: false },
};

/** An operator of a policy's `Condition` block, for example `ForAnyValue:StringLikeIfExists`. */
export interface ConditionOperator {
  /** `actual`: the values that the call carries for the key, undefined without the key. */
  holds(wanted: readonly string[], actual: readonly string[] | undefined): boolean;
}

/** Those that were asked for: policies name a few, and every call that they judge looks them up. */
const found = new Map<string, ConditionOperator>();

/** The operator of that name, or undefined for one that is not supported (dates, IP addresses, binary values). */
export function findConditionOperator(name: string): ConditionOperator | undefined {
  const known = found.get(name);
  if (known !== undefined) return known;
  const operator = conditionOperator(name);
  if (operator !== undefined) found.set(name, operator);
  return operator;
}

function conditionOperator(name: string): ConditionOperator | undefined {
  if (name === 'Null') return { holds: (wanted, actual) => wanted.includes(actual === undefined ? 'true' : 'false') };
  const [, quantifier, baseName, ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? [];
  const rule = baseName !== undefined && Object.hasOwn(rules, baseName) ? rules[baseName] : undefined;
  if (rule === undefined) return undefined;

  const satisfies = (wanted: readonly string[], value: string): boolean =>
    wanted.some((one) => rule.compare(one, value)) !== rule.negated;

  return {
    holds: (wanted, actual) => {
      if (actual === undefined && ifExists !== undefined) return true;
      if (quantifier === 'ForAllValues') return (actual ?? []).every((value) => satisfies(wanted, value));
      if (quantifier === 'ForAnyValue') return (actual ?? []).some((value) => satisfies(wanted, value));
      if (actual === undefined) return rule.negated;
      return rule.negated
        ? actual.every((value) => satisfies(wanted, value))
        : actual.some((value) => satisfies(wanted, value));
    },
  };
}
