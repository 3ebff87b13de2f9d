import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts one finding of cdk-nag on a construct and what is below it. The reason stands in the validation report, for
 * whoever reviews it: say why the finding does no harm here, not that it is wanted.
 *
 * @param rule for example `AwsSolutions-SQS3`, or `AwsSolutions-IAM5[Resource::*]` for a single finding of a rule
 */
export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: rule, reason });
}

/** Accepts that a policy below `construct` allows an action on this one resource, which contains a wildcard. */
export function acknowledgeWildcardResource(construct: IConstruct, resource: string, reason: string): void {
  const resolved: unknown = Stack.of(construct).resolve(resource);
  acknowledge(construct, `AwsSolutions-IAM5[Resource::${describeValue(resolved)}]`, reason);
}

/** Writes a resolved value the way cdk-nag names it in a finding: references in angle brackets. */
function describeValue(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[intrinsic, argument] = []] = Object.entries(value as Record<string, unknown>);
  if (intrinsic === 'Ref') return `<${argument}>`;
  if (intrinsic === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (intrinsic === 'Fn::Join') {
    const [delimiter, parts] = argument as [string, unknown[]];
    return parts.map(describeValue).join(delimiter);
  }
  throw new Error(`No name for ${JSON.stringify(value)} in a finding`);
}
