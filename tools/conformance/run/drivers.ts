import type { Driver, Step } from '../corpus/cases.ts';
import { isObject, type Json, type JsonObject, parseJson, spacedJson } from '../json.ts';
import type { ActorScript } from './actors.ts';
import { NotBuilt } from './not-built.ts';
import { operationOf } from './operation.ts';
import type { Session } from './session.ts';

const pollMs = 1_000;
const heartbeatAfterMs = 5_000;

interface Message {
  readonly text: string;
  /** The body, where it is a JSON object. */
  readonly body: JsonObject;
}

/** Starts what works beside the executions of a case: its drivers, and its steps that an outside actor does. */
export async function startActors(session: Session): Promise<void> {
  for (const driver of session.subject.drivers ?? []) await startDriver(session, driver);
  const steps = (session.subject.steps ?? []).filter(({ actor }) => actor === true);
  if (steps.length > 0) session.actors.add(followSteps(session, steps));
}

async function startDriver(session: Session, driver: Driver): Promise<void> {
  const queueUrl = session.own(String(driver.args[0]));
  switch (driver.kind) {
    case 'sqs_send_task_success':
      session.actors.add(consume(session, queueUrl, succeed));
      return;
    case 'sqs_send_heartbeat_and_task_success':
      session.actors.add(
        consume(session, queueUrl, async function* (to, message) {
          yield heartbeatAfterMs;
          await report(to, 'SendTaskHeartbeat', { taskToken: message.body.TaskToken });
          yield* succeed(to, message);
        }),
      );
      return;
    case 'sqs_send_task_failure':
      session.actors.add(
        // biome-ignore lint/correctness/useYield: it has nothing to wait for, and is one of several.
        consume(session, queueUrl, async function* (to, { body }) {
          const { TaskToken: taskToken } = body;
          await report(to, 'SendTaskFailure', { taskToken, error: 'Failure error', cause: 'Failure cause' });
        }),
      );
      return;
    case 'activity_consumer':
      await startConsumerMachine(session, driver.kwargs);
      return;
    default:
      throw new NotBuilt(`there is no driver ${driver.kind}`);
  }
}

// biome-ignore lint/correctness/useYield: as above.
async function* succeed(session: Session, { body }: Message): ActorScript {
  await report(session, 'SendTaskSuccess', { taskToken: body.TaskToken, output: spacedJson(body.Message) });
}

/** Another state machine, which takes the activity's tasks. */
async function startConsumerMachine(session: Session, { template, activity_arn }: JsonObject): Promise<void> {
  const roleArn = session.subject.machines?.[0]?.createParams.roleArn;
  const { stateMachineArn } = await session.demand('stepfunctions', 'CreateStateMachine', {
    name: `consumer-${session.uniqueName}`,
    definition: session.own(JSON.stringify(template)),
    roleArn: session.own(String(roleArn)),
  });
  await session.demand('stepfunctions', 'StartExecution', {
    stateMachineArn,
    input: JSON.stringify({ ActivityArn: session.own(activity_arn) }),
  });
}

async function* consume(
  session: Session,
  queueUrl: string,
  handle: (session: Session, message: Message) => ActorScript,
): ActorScript {
  for (;;) {
    for (const message of await receive(session, queueUrl, 10)) yield* handle(session, message);
    yield pollMs;
  }
}

async function* followSteps(session: Session, steps: readonly Step[]): ActorScript {
  let message: Message = { text: '', body: {} };
  for (const step of steps) {
    if (step.op === 'receive_message') {
      const queueUrl = String(session.resolve(step.params).QueueUrl);
      for (;;) {
        const [next] = await receive(session, queueUrl, 1);
        if (next !== undefined) {
          message = next;
          break;
        }
        yield pollMs;
      }
    } else {
      const params = session.resolve(fillIn(step.params, message));
      await report(session, operationOf(step.op), params, step.service);
      yield pollMs;
    }
  }
}

/** Puts parts of the message in the place of `{"$actor": …}`. */
function fillIn(params: JsonObject, { text, body }: Message): JsonObject {
  const parts: Readonly<Record<string, Json>> = { taskToken: body.TaskToken, messageBody: text };
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      isObject(value) && typeof value.$actor === 'string' ? parts[value.$actor] : value,
    ]),
  );
}

async function receive(session: Session, queueUrl: string, most: number): Promise<Message[]> {
  const answer = await session.demand('sqs', 'ReceiveMessage', { QueueUrl: queueUrl, MaxNumberOfMessages: most });
  const messages = (answer.Messages ?? []) as { Body: string; ReceiptHandle: string }[];
  for (const { ReceiptHandle } of messages) {
    await session.demand('sqs', 'DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle });
  }
  return messages.map(({ Body }) => {
    const body = parseJson(Body);
    return { text: Body, body: isObject(body) ? body : {} };
  });
}

/** Actors of the recordings take no notice of a refusal; whoever reads a failure should. */
async function report(
  session: Session,
  operation: string,
  params: JsonObject,
  service = 'stepfunctions',
): Promise<void> {
  const { error } = await session.call(service, operation, params);
  if (error !== undefined) session.notes.push(`${operation} was refused: ${error.code}: ${error.message}`);
}
