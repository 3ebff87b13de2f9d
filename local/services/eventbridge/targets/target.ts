import { AwsError } from '../../../kernel/aws-error.ts';
import type { DeadLetterConfig } from '../delivery/dead-letter.ts';
import { assertRetryPolicy, type RetryPolicy } from '../delivery/retry-policy.ts';
import { eventsLimits } from '../limits.ts';
import { assertTargetArn, targetServiceOf } from './invoke-target.ts';
import { isJsonPath } from './json-path.ts';

/** A rule's target in the API's form. */
export interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
  readonly RetryPolicy?: RetryPolicy;
  readonly DeadLetterConfig?: DeadLetterConfig;
}

const knownMembers = new Set([
  'Arn',
  'DeadLetterConfig',
  'Id',
  'Input',
  'InputPath',
  'InputTransformer',
  'RetryPolicy',
  'RoleArn',
]);

/** Refuses a target that AWS refuses or that this runtime would treat differently. */
export function assertTarget(target: Target): void {
  for (const name of Object.keys(target)) {
    if (!knownMembers.has(name)) throw invalid(`The local runtime does not support ${name} of a rule's target.`);
  }
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(target.Id ?? '')) throw invalid(`The target id ${target.Id} is not valid.`);
  assertTargetArn(target.Arn);
  if (targetServiceOf(target.Arn) === 'states' && target.RoleArn === undefined) {
    throw invalid(`RoleArn is required for target ${target.Arn}.`);
  }
  const inputs = [target.Input, target.InputPath, target.InputTransformer].filter((input) => input !== undefined);
  if (inputs.length > 1) {
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`);
  }
  if (target.Input !== undefined) assertJson(target.Input, target.Id);
  if (target.InputPath !== undefined) assertPath(target.InputPath, target.Id);
  for (const path of Object.values(target.InputTransformer?.InputPathsMap ?? {})) assertPath(path, target.Id);
  assertRetryPolicy(target.RetryPolicy);
}

function assertJson(input: string, id: string): void {
  try {
    JSON.parse(input);
  } catch (cause) {
    throw new AwsError('ValidationException', `JSON syntax error in input for target ${id}.`, { cause });
  }
  if (input.length > eventsLimits.targetInputCharacters) throw invalid(`The input of target ${id} is too long.`);
}

function assertPath(path: string, id: string): void {
  if (!isJsonPath(path)) throw invalid(`Invalid InputPath for target ${id}.`);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
