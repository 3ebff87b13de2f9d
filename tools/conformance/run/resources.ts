import type { Resource } from '../corpus/cases.ts';
import type { JsonObject } from '../json.ts';
import { NotBuilt } from './not-built.ts';
import type { Session } from './session.ts';

type Build = (session: Session, resource: Resource) => Promise<void>;

/** Creates what a case names before it runs, in its order. */
export async function buildResources(session: Session): Promise<void> {
  for (const resource of session.subject.resources) {
    const build = builders[resource.type];
    if (build === undefined) throw new NotBuilt(`the case needs a ${resource.type}, which the runner cannot create`);
    await build(session, resource);
  }
}

const builders: Readonly<Record<string, Build>> = {
  'sqs-queue': async (session, { name, url, attributes = {} }) => {
    const created = await session.demand('sqs', 'CreateQueue', {
      QueueName: session.own(name),
      Attributes: session.own(attributes),
    });
    session.values.set(String(url), String(created.QueueUrl));
  },
  'dynamodb-table': async (session, { options }) => {
    const { table_name, partition_key } = session.own(options as JsonObject);
    await session.demand('dynamodb', 'CreateTable', {
      TableName: table_name,
      AttributeDefinitions: [{ AttributeName: partition_key, AttributeType: 'S' }],
      KeySchema: [{ AttributeName: partition_key, KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    await session.target.pass(1_000);
  },
  'sns-topic': async (session, { options }) => {
    await session.demand('sns', 'CreateTopic', session.own(options as JsonObject));
  },
  'sns-may-send-to-queue': (session) => letIntoQueues(session, 'sns.amazonaws.com'),
  'sns-subscription': async (session, { TopicArn, Protocol, Endpoint }) => {
    await session.demand('sns', 'Subscribe', session.own({ TopicArn, Protocol, Endpoint }));
  },
  'events-rule-to-queue': async (session, { bus, eventPattern, queue }) => {
    await letIntoQueues(session, 'events.amazonaws.com');
    const rule = { Name: `rule-${session.uniqueName}`, EventBusName: bus };
    const Arn = await queueArn(session, session.own(String(queue)));
    await session.demand('events', 'PutRule', { ...rule, EventPattern: JSON.stringify(session.own(eventPattern)) });
    await session.demand('events', 'PutTargets', {
      Rule: rule.Name,
      EventBusName: bus,
      Targets: [{ Id: 'queue', Arn }],
    });
  },
  activity: async (session, { name }) => {
    const created = await session.demand('stepfunctions', 'CreateActivity', { name: session.own(name) });
    for (const { placeholder, kind } of session.subject.placeholders) {
      if (kind === 'activity-arn') session.values.set(placeholder, String(created.activityArn));
    }
  },
  // Its name is a placeholder's, and every role may do everything already.
  'iam-role': async () => {},
};

async function letIntoQueues(session: Session, principal: string): Promise<void> {
  for (const { type, url } of session.subject.resources) {
    if (type !== 'sqs-queue') continue;
    const QueueUrl = session.own(String(url));
    const Resource = await queueArn(session, QueueUrl);
    const statement = { Effect: 'Allow', Principal: { Service: principal }, Action: 'sqs:SendMessage', Resource };
    await session.demand('sqs', 'SetQueueAttributes', {
      QueueUrl,
      Attributes: { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) },
    });
  }
}

async function queueArn(session: Session, QueueUrl: string): Promise<string> {
  const answer = await session.demand('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] });
  return String((answer.Attributes as JsonObject).QueueArn);
}
