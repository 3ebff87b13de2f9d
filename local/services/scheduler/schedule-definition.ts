import type { DeadLetterConfig } from '../eventbridge/delivery/dead-letter.ts';
import { assertRetryPolicy, type RetryPolicy, retryDefaults } from '../eventbridge/delivery/retry-policy.ts';
import { assertTargetArn } from '../eventbridge/targets/invoke-target.ts';
import { parseScheduleExpression, type ScheduleExpression } from './expressions/schedule-expression.ts';
import { isTimeZone } from './expressions/wall-time.ts';
import { schedulerLimits } from './limits.ts';
import { invalid } from './scheduler-errors.ts';
import { assertUniversalTarget, isUniversalTarget } from './targets/universal-target.ts';

export interface ScheduleTarget {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly Input?: string;
  readonly RetryPolicy?: RetryPolicy;
  readonly DeadLetterConfig?: DeadLetterConfig;
  readonly EventBridgeParameters?: { readonly Source: string; readonly DetailType: string };
}

/** An instant as requests carry it: JSON has epoch seconds, templates have ISO 8601. */
type Instant = Date | number | string;

/** What `CreateSchedule` and `UpdateSchedule` take. */
export interface ScheduleInput {
  readonly Name: string;
  readonly GroupName?: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone?: string;
  readonly FlexibleTimeWindow: { readonly Mode: string; readonly MaximumWindowInMinutes?: number };
  readonly Target: ScheduleTarget;
  readonly StartDate?: Instant;
  readonly EndDate?: Instant;
  readonly State?: string;
  readonly ActionAfterCompletion?: string;
  readonly Description?: string;
  readonly KmsKeyArn?: string;
  readonly ClientToken?: string;
}

/** A schedule with every default filled in. */
export interface ScheduleDefinition {
  readonly name: string;
  readonly groupName: string;
  readonly expressionText: string;
  readonly expression: ScheduleExpression;
  readonly timeZone: string;
  /** 0: at the due time exactly. */
  readonly flexibleWindowMinutes: number;
  readonly target: ScheduleTarget & { readonly RetryPolicy: Required<RetryPolicy> };
  readonly startMs?: number;
  readonly endMs?: number;
  readonly isEnabled: boolean;
  readonly isDeletedAfterCompletion: boolean;
  readonly description?: string;
  readonly kmsKeyArn?: string;
}

export const defaultGroupName = 'default';

/** Throws `ValidationException` for what AWS refuses. What is left out takes its default, on update as well. */
export function defineSchedule(input: ScheduleInput): ScheduleDefinition {
  const { Name, GroupName = defaultGroupName, ScheduleExpressionTimezone: timeZone = 'UTC' } = input;
  assertName('name', Name);
  assertName('groupName', GroupName);
  const expressionText = input.ScheduleExpression ?? '';
  const expression =
    expressionText.length <= schedulerLimits.expressionCharacters ? parseScheduleExpression(expressionText) : undefined;
  if (!expression) throw invalid(`Invalid Schedule Expression ${expressionText}.`);
  if (!isTimeZone(timeZone)) throw invalid(`Invalid Schedule Expression Timezone ${timeZone}.`);
  const startMs = instantMs('startDate', input.StartDate);
  const endMs = instantMs('endDate', input.EndDate);
  if (startMs !== undefined && endMs !== undefined && endMs <= startMs) {
    throw invalid('The EndDate must come after the StartDate.');
  }
  return {
    name: Name,
    groupName: GroupName,
    expressionText,
    expression,
    timeZone,
    flexibleWindowMinutes: flexibleWindowMinutes(input.FlexibleTimeWindow),
    target: defineTarget(input.Target),
    ...(startMs !== undefined && { startMs }),
    ...(endMs !== undefined && { endMs }),
    isEnabled: oneOf('state', input.State ?? 'ENABLED', ['ENABLED', 'DISABLED']) === 'ENABLED',
    isDeletedAfterCompletion:
      oneOf('actionAfterCompletion', input.ActionAfterCompletion ?? 'NONE', ['NONE', 'DELETE']) === 'DELETE',
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.KmsKeyArn !== undefined && { kmsKeyArn: input.KmsKeyArn }),
  };
}

/** Names of schedules and groups. */
export function assertName(member: string, name: unknown): asserts name is string {
  const isName = typeof name === 'string' && /^[0-9a-zA-Z\-_.]+$/.test(name);
  if (!isName) {
    throw violation(member, name, 'Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$');
  }
  if (name.length > schedulerLimits.nameCharacters) {
    throw violation(member, name, `Member must have length less than or equal to ${schedulerLimits.nameCharacters}`);
  }
}

function violation(member: string, value: unknown, rule: string): Error {
  return invalid(
    `1 validation error detected: Value '${value ?? ''}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
}

function oneOf(member: string, value: string, values: readonly string[]): string {
  if (values.includes(value)) return value;
  throw violation(member, value, `Member must satisfy enum value set: [${values.join(', ')}]`);
}

function flexibleWindowMinutes(window: ScheduleInput['FlexibleTimeWindow'] | undefined): number {
  if (!window) throw violation('flexibleTimeWindow', undefined, 'Member must not be null');
  const mode = oneOf('flexibleTimeWindow.mode', window.Mode, ['OFF', 'FLEXIBLE']);
  const minutes = window.MaximumWindowInMinutes;
  if (mode === 'OFF') {
    if (minutes === undefined) return 0;
    throw invalid('FlexibleTimeWindow.MaximumWindowInMinutes should not be set when FlexibleTimeWindow.Mode is OFF.');
  }
  if (minutes === undefined) throw invalid('FlexibleTimeWindow.MaximumWindowInMinutes is required with mode FLEXIBLE.');
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > schedulerLimits.flexibleWindowMinutes) {
    throw violation(
      'flexibleTimeWindow.maximumWindowInMinutes',
      minutes,
      `Member must have value between 1 and ${schedulerLimits.flexibleWindowMinutes}`,
    );
  }
  return minutes;
}

const knownTargetMembers = new Set([
  'Arn',
  'DeadLetterConfig',
  'EventBridgeParameters',
  'Input',
  'RetryPolicy',
  'RoleArn',
]);

function defineTarget(target: ScheduleTarget | undefined): ScheduleDefinition['target'] {
  if (!target?.Arn) throw violation('target.arn', undefined, 'Member must not be null');
  if (!target.RoleArn) throw violation('target.roleArn', undefined, 'Member must not be null');
  for (const name of Object.keys(target)) {
    if (!knownTargetMembers.has(name))
      throw invalid(`The local runtime does not support ${name} of a schedule's target.`);
  }
  if (isUniversalTarget(target.Arn)) assertUniversalTarget(target.Arn);
  else assertTargetArn(target.Arn);
  if (Buffer.byteLength(target.Input ?? '') > schedulerLimits.targetInputBytes) {
    throw invalid(`The target's Input is longer than ${schedulerLimits.targetInputBytes} bytes.`);
  }
  if (target.Arn.includes(':event-bus/') && !target.EventBridgeParameters) {
    throw invalid('EventBridgeParameters is required for an event bus target.');
  }
  assertRetryPolicy(target.RetryPolicy);
  return {
    ...target,
    RetryPolicy: {
      MaximumEventAgeInSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? retryDefaults.maximumAgeSeconds,
      MaximumRetryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? retryDefaults.maximumRetries,
    },
  };
}

function instantMs(member: string, instant: Instant | undefined): number | undefined {
  if (instant === undefined || instant === null) return undefined;
  const ms = typeof instant === 'number' ? instant * 1000 : new Date(instant).getTime();
  if (Number.isNaN(ms)) throw violation(member, instant, 'Member must be a valid timestamp');
  return ms;
}
