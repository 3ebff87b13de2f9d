import type { BusEvent } from '../event.ts';
import { readJsonPath } from './json-path.ts';
import type { Target } from './target.ts';

interface RuleIdentity {
  readonly name: string;
  readonly arn: string;
}

/** Text that a target receives for an event. */
export function targetInput(target: Target, event: BusEvent, rule: RuleIdentity): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(readJsonPath(target.InputPath, event) ?? {});
  if (target.InputTransformer !== undefined) return transform(target.InputTransformer, event, rule);
  return JSON.stringify(event);
}

function transform(
  { InputPathsMap = {}, InputTemplate }: NonNullable<Target['InputTransformer']>,
  event: BusEvent,
  rule: RuleIdentity,
): string {
  const variables: Record<string, unknown> = Object.fromEntries(
    Object.entries(InputPathsMap).map(([name, path]) => [name, readJsonPath(path, event)]),
  );
  const { detail: _detail, ...eventWithoutDetail } = event;
  Object.assign(variables, {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': event.time,
    'aws.events.event': eventWithoutDetail,
    'aws.events.event.json': event,
  });
  return fillTemplate(InputTemplate, variables);
}

/** Replaces `<name>`: inside a quoted string as text, elsewhere as JSON. Names that are no variables stay as they are. */
function fillTemplate(template: string, variables: Readonly<Record<string, unknown>>): string {
  let filled = '';
  let isQuoted = false;
  let index = 0;
  while (index < template.length) {
    const character = template[index]!;
    const [placeholder, name] = /^<([A-Za-z0-9._-]+)>/.exec(template.slice(index)) ?? [];
    if (placeholder !== undefined && Object.hasOwn(variables, name!)) {
      filled += isQuoted ? asQuotedText(variables[name!]) : asJson(variables[name!]);
      index += placeholder.length;
      continue;
    }
    if (character === '\\' && isQuoted) {
      filled += template.slice(index, index + 2);
      index += 2;
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    filled += character;
    index += 1;
  }
  return filled;
}

/** A path that leads nowhere gives an empty text in quotes, and `""` outside. */
function asJson(value: unknown): string {
  return value === undefined ? '""' : JSON.stringify(value);
}

function asQuotedText(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
