import { type Difference, differences } from '../compare/same.ts';
import type { ScheduleCase, ScheduleStepsCase } from '../corpus/cases.ts';
import type { JsonObject } from '../json.ts';
import { normalise } from '../normalise/normalise.ts';
import { substitute } from '../normalise/substitute.ts';
import type { Answer } from '../target/aws-clients.ts';
import type { OpenTarget, Target } from '../target/target.ts';
import { NotBuilt } from './not-built.ts';
import { operationOf } from './operation.ts';
import { type Verdict, verdictOf } from './result.ts';

/** Sends what a schedule case sends and compares the answers. */
export async function runSchedule(
  subject: ScheduleCase | ScheduleStepsCase,
  openTarget: OpenTarget,
  name: string,
): Promise<Verdict> {
  const target = await openTarget({ hasSlowFunctions: false });
  try {
    const values = new Map([['<name>', name]]);
    const own = (params: JsonObject): JsonObject => substitute(params, values, target.account);
    await target.prepare({ roleNames: rolesIn(JSON.stringify(subject)), functions: [] });
    const found = 'steps' in subject ? await runSteps(target, subject, own) : await runOne(target, subject, own);
    return verdictOf(found, target.problems());
  } finally {
    await target.close();
  }
}

function rolesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/:role\/([\w+=,.@-]+)/g)].map(([, role]) => role!))];
}

async function runSteps(
  target: Target,
  { steps, expected }: ScheduleStepsCase,
  own: (params: JsonObject) => JsonObject,
): Promise<Difference[]> {
  const recorded: JsonObject = {};
  for (const { op, params, recordedAs } of steps) {
    const { body } = await target.aws.call('scheduler', operationOf(op), own(params));
    for (const key of recordedAs ?? []) recorded[key] = body;
  }
  const actual = normalise(recorded, { transformers: [], tokens: [], values: new Map(), account: target.account });
  return Object.keys(expected).flatMap((key) => differences(expected[key], actual[key], key));
}

async function runOne(
  target: Target,
  subject: ScheduleCase,
  own: (params: JsonObject) => JsonObject,
): Promise<Difference[]> {
  const [service = '', operation = ''] = subject.api.split(':');
  if (operation === '') throw new NotBuilt(`${subject.api} names no operation`);
  const request = own(subject.request);
  const answer = await target.aws.call(service, operation, request);
  const found = compareAnswer(subject, answer, target, String(request.Name));
  if (subject.listRules === undefined) return found;
  const rules = await target.aws.call('events', 'ListRules', { NamePrefix: request.Name });
  const actual = inRecordedForm(rules.body, target, String(request.Name));
  return [...found, ...differences(subject.listRules, actual, 'listRules')];
}

function compareAnswer(subject: ScheduleCase, { body, error }: Answer, target: Target, name: string): Difference[] {
  if (subject.response !== undefined) {
    return differences(subject.response, inRecordedForm(body, target, name), 'response');
  }
  const { code, message } = subject.error ?? {};
  const expected = subject.expect === 'ok' ? { error: undefined } : { error: { code, message } };
  return differences(expected, { error }, 'response');
}

function inRecordedForm(answer: JsonObject, target: Target, name: string): unknown {
  const transformers = [{ kind: 'key', key: 'ScheduleArn', replacement: 'schedule-arn', replaceReference: true }];
  // The ARN of a schedule was replaced whole, those of rules only by their name.
  const tokens = 'ScheduleArn' in answer ? [] : [[name, '<rule-name>'] as const];
  return normalise({ answer }, { transformers, tokens, values: new Map(), account: target.account }).answer;
}
