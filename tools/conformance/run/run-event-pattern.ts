import { differences } from '../compare/same.ts';
import type { EventPatternCase } from '../corpus/cases.ts';
import { type JsonObject, spacedJson } from '../json.ts';
import { normalise } from '../normalise/normalise.ts';
import type { OpenTarget, Target } from '../target/target.ts';
import { Refused } from './not-built.ts';
import { type Verdict, verdictOf } from './result.ts';

/** What became of a pattern: whether it matched, or how it was refused. */
type Outcome = { readonly expect: 'match' | 'no-match' } | { readonly code: string; readonly message: string };

/** Tries a pattern on an event, with TestEventPattern or with a rule that delivers to a queue. */
export async function runEventPattern(
  subject: EventPatternCase,
  openTarget: OpenTarget,
  name: string,
): Promise<Verdict> {
  const target = await openTarget({ hasSlowFunctions: false });
  try {
    const pattern = subject.patternString ?? spacedJson(subject.pattern);
    const { putEventsEntry } = subject;
    const outcome =
      putEventsEntry === undefined
        ? await testPattern(target, subject.eventString ?? spacedJson(subject.event), pattern)
        : await tryRule(target, pattern, putEventsEntry, name);
    const actual = normalise({ outcome }, { transformers: [], tokens: [], values: new Map(), account: target.account });
    return verdictOf(differences(expectedOutcome(subject), actual.outcome, subject.id), target.problems());
  } finally {
    await target.close();
  }
}

function expectedOutcome({ expect, error }: EventPatternCase): Outcome {
  if (expect !== 'exception') return { expect };
  return { code: error!.code, message: error!.messageFull ?? error!.message };
}

async function testPattern({ aws }: Target, Event: string, EventPattern: string): Promise<Outcome> {
  const { body, error } = await aws.call('events', 'TestEventPattern', { Event, EventPattern });
  return error ?? { expect: body.Result === true ? 'match' : 'no-match' };
}

async function tryRule(target: Target, EventPattern: string, entry: JsonObject, name: string): Promise<Outcome> {
  const demand = async (service: string, operation: string, input: JsonObject): Promise<JsonObject> => {
    const { body, error } = await target.aws.call(service, operation, input);
    if (error !== undefined) throw new Refused(`${operation} was refused: ${error.code}: ${error.message}`);
    return body;
  };
  const { QueueUrl } = await demand('sqs', 'CreateQueue', { QueueName: name });
  const { Attributes } = await demand('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] });
  const { QueueArn } = Attributes as { QueueArn: string };
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: QueueArn,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await demand('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
  const { error } = await target.aws.call('events', 'PutRule', { Name: name, EventPattern });
  if (error !== undefined) return error;
  await demand('events', 'PutTargets', { Rule: name, Targets: [{ Id: 'queue', Arn: QueueArn }] });
  await demand('events', 'PutEvents', { Entries: [entry] });
  await target.pass(2_000);
  const { Messages } = await demand('sqs', 'ReceiveMessage', { QueueUrl });
  return { expect: ((Messages as unknown[] | undefined) ?? []).length > 0 ? 'match' : 'no-match' };
}
