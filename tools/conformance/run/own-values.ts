import { createHash } from 'node:crypto';
import type { Placeholder, Resource, StepFunctionsCase } from '../corpus/cases.ts';
import type { JsonObject } from '../json.ts';
import type { Account } from '../normalise/substitute.ts';
import { NotBuilt } from './not-built.ts';

export interface OwnValues {
  /** By placeholder; queue URLs are added as queues are created. */
  readonly values: Map<string, string>;
  readonly roleNames: readonly string[];
  /** Of the case, for what has no placeholder. */
  readonly uniqueName: string;
}

/** Names that look like none of another case, and the same in every run against a runtime of its own. */
export type MakeName = (placeholder: string) => string;

export function createNames(seed: string): MakeName {
  return (placeholder) => createHash('sha256').update(`${seed}\0${placeholder}`).digest('hex');
}

/** Picks a value for every placeholder of a case that has one before anything is created. */
export function pickOwnValues(
  { placeholders, resources }: Pick<StepFunctionsCase, 'placeholders' | 'resources'>,
  { account, nameOf, nowMs }: { readonly account: Account; readonly nameOf: MakeName; readonly nowMs: number },
): OwnValues {
  const values = new Map<string, string>();
  const roleNames: string[] = [];
  for (const placeholder of placeholders) {
    const hash = nameOf(placeholder.placeholder);
    const short = hash.slice(0, 12);
    switch (placeholder.kind) {
      case 'iam-role-arn':
        roleNames.push(`role-${short}`);
        values.set(placeholder.placeholder, `arn:aws:iam::${account.accountId}:role/role-${short}`);
        break;
      case 'iam-role-name':
        roleNames.push(`role-${short}`);
        values.set(placeholder.placeholder, `role-${short}`);
        break;
      case 'account-id':
        throw new NotBuilt('the case needs a second account');
      case 'execution-id':
      case 'execution-name':
        values.set(placeholder.placeholder, hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5'));
        break;
      case 'generated':
        values.set(placeholder.placeholder, placeholder.shape!.replaceAll('{id}', hash.slice(0, 8)));
        break;
      case 'timestamp':
        values.set(placeholder.placeholder, timeOf(placeholder, nowMs));
        break;
      case 'activity-arn':
        values.set(
          placeholder.placeholder,
          `arn:aws:states:${account.region}:${account.accountId}:activity:a-${short}`,
        );
        break;
      case 'other':
        values.set(placeholder.placeholder, freeValueOf(placeholder, short, account));
        break;
      case 'state-machine-name':
        // Without hyphens, at which some definitions split it.
        values.set(placeholder.placeholder, `statemachine_${short}`);
        break;
      case 'sns-topic-name':
        values.set(placeholder.placeholder, `topic-${short}${isFifoTopic(placeholder, resources) ? '.fifo' : ''}`);
        break;
      default:
        values.set(placeholder.placeholder, `${placeholder.kind}-${short}`);
    }
  }
  return { values, roleNames, uniqueName: nameOf('').slice(0, 12) };
}

/** The name of a FIFO topic has to end as such. */
function isFifoTopic({ placeholder }: Placeholder, resources: readonly Resource[]): boolean {
  return resources.some(({ type, name, options }) => {
    const { Attributes } = (options ?? {}) as { Attributes?: JsonObject };
    return type === 'sns-topic' && name === placeholder && Attributes?.FifoTopic === 'true';
  });
}

/** To the second; placeholders that say so have microseconds. The rest of the format stands in the text behind it. */
function timeOf({ placeholder, offsetDays = 0 }: Placeholder, nowMs: number): string {
  const text = new Date(nowMs + offsetDays * 86_400_000).toISOString();
  return placeholder.includes('micros') ? `${text.slice(0, 23)}000` : text.slice(0, 19);
}

/** Things that do not exist, or free text; what its placeholder's name ends in tells what it has to look like. */
function freeValueOf({ placeholder }: Placeholder, short: string, { region, accountId }: Account): string {
  if (placeholder.endsWith('_arn>')) return `arn:aws:states:${region}:${accountId}:stateMachine:none-${short}`;
  if (placeholder.endsWith('_url>')) return `http://none-${short}`;
  return `value-${short}`;
}
