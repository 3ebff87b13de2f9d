import { isObject, type Json, type JsonObject, parseJson, spacedJson } from '../json.ts';
import { NotBuilt } from './not-built.ts';
import type { Session } from './session.ts';

/** Collects what a recording has beside the answers to its calls. */
export async function recordSideKeys(session: Session): Promise<void> {
  for (const key of Object.keys(session.subject.sideKeys ?? {})) {
    const collect = collectors[key];
    if (collect === undefined)
      throw new NotBuilt(`the runner cannot collect ${key}: ${session.subject.sideKeys![key]}`);
    session.recorded[key] = await collect(session);
  }
}

const collectors: Readonly<Record<string, (session: Session) => Promise<Json>>> = {
  messages: receiveBodies,
  stepfunctions_events: async (session) => {
    const events = await receiveBodies(session);
    const isPutByTasks = events.some((event) => isObject(event) && event.source !== 'aws.states');
    const orderOf = (event: Json): string =>
      isObject(event) ? (isPutByTasks ? spacedJson(event.detail) : String(event.time)) : '';
    return events
      .map((event, at) => ({ event, at }))
      .sort((a, b) =>
        orderOf(a.event) < orderOf(b.event) ? -1 : orderOf(a.event) > orderOf(b.event) ? 1 : a.at - b.at,
      )
      .map(({ event }) => event);
  },
};

/** Everything that lies in the queues of the case, parsed. */
async function receiveBodies(session: Session): Promise<Json[]> {
  await session.target.pass(2_000);
  const bodies: Json[] = [];
  for (const { type, url } of session.subject.resources) {
    if (type !== 'sqs-queue') continue;
    const QueueUrl = session.own(String(url));
    for (;;) {
      const answer = await session.demand('sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
      const messages = (answer.Messages ?? []) as JsonObject[];
      for (const { Body, ReceiptHandle } of messages) {
        bodies.push(parseJson(String(Body)) ?? Body);
        await session.demand('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle });
      }
      if (messages.length === 0) break;
    }
  }
  return bodies;
}
