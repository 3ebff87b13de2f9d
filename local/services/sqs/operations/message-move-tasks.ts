import { AwsError } from '../../../kernel/aws-error.ts';
import type { AccessRequest, Operation } from '../../../kernel/service.ts';
import type { QueuedMessage } from '../queue.ts';
import { type Queue, queueNameOfArn } from '../queue-store.ts';
import { meterRequest, namedQueueAccess, type SqsContext } from '../sqs-context.ts';
import { missingParameter } from '../sqs-errors.ts';

interface StartInput {
  /** A dead-letter queue. */
  readonly SourceArn: string;
  /** Default: for each message the queue that it came from. */
  readonly DestinationArn?: string;
}

interface MoveTask {
  readonly taskHandle: string;
  readonly sourceArn: string;
  readonly destinationArn?: string;
  readonly startedAtMs: number;
  readonly movedCount: number;
}

/** Tasks that are remembered for each queue, newest first; SQS shows ten. */
const rememberedTasks = 10;

/** Moving takes no time here: a task is done when its start is answered. */
export function messageMoveTaskOperations(context: SqsContext): {
  start: Operation<StartInput>;
  list: Operation<{ SourceArn: string; MaxResults?: number }>;
} {
  const tasksOf = new Map<string, MoveTask[]>();
  return {
    start: {
      access: (input) => startAccess(context, input),
      handle: ({ SourceArn, DestinationArn }) => {
        const source = existing(context, SourceArn);
        const destination = DestinationArn === undefined ? undefined : existing(context, DestinationArn);
        meterRequest(context);
        const movedCount = move(context, source, destination);
        const task: MoveTask = {
          taskHandle: context.kernel.identifiers.token(40),
          sourceArn: SourceArn,
          ...(DestinationArn !== undefined && { destinationArn: DestinationArn }),
          startedAtMs: context.kernel.clock.nowMs(),
          movedCount,
        };
        tasksOf.set(SourceArn, [task, ...(tasksOf.get(SourceArn) ?? [])].slice(0, rememberedTasks));
        return { TaskHandle: task.taskHandle };
      },
    },
    list: {
      access: ({ SourceArn }) => arnAccess(context, 'ListMessageMoveTasks', SourceArn),
      handle: ({ SourceArn, MaxResults = 1 }) => {
        existing(context, SourceArn);
        meterRequest(context);
        return { Results: (tasksOf.get(SourceArn) ?? []).slice(0, MaxResults).map(describe) };
      },
    },
  };
}

function arnAccess(context: SqsContext, action: string, arn: string | undefined): AccessRequest[] {
  if (!arn) throw missingParameter('SourceArn');
  return namedQueueAccess(context, action, queueNameOfArn(arn));
}

function startAccess(context: SqsContext, { SourceArn, DestinationArn }: StartInput): AccessRequest[] {
  const access = arnAccess(context, 'StartMessageMoveTask', SourceArn);
  for (const action of ['ReceiveMessage', 'DeleteMessage']) access.push(...arnAccess(context, action, SourceArn));
  if (DestinationArn !== undefined) access.push(...arnAccess(context, 'SendMessage', DestinationArn));
  return access;
}

function existing({ queues }: SqsContext, arn: string): Queue {
  const queue = queues.findByArn(arn);
  if (queue) return queue;
  throw new AwsError(
    'ResourceNotFoundException',
    'The resource that you specified for the SourceArn parameter does not exist.',
    { statusCode: 404 },
  );
}

function move({ queues, kernel }: SqsContext, source: Queue, destination: Queue | undefined): number {
  const targetOf = (message: QueuedMessage): Queue =>
    destination ?? queues.findByArn(message.deadLetterSourceArn ?? '') ?? source;
  const messages = source.messages.drain();
  for (const message of messages) {
    const { messageId, body, attributes, systemAttributes, senderId } = message;
    const moved = { messageId, body, attributes, systemAttributes, senderId, sentAtMs: kernel.clock.nowMs() };
    targetOf(message).messages.add(moved, 0);
  }
  return messages.length;
}

function describe(task: MoveTask): Record<string, unknown> {
  return {
    Status: 'COMPLETED',
    SourceArn: task.sourceArn,
    ...(task.destinationArn !== undefined && { DestinationArn: task.destinationArn }),
    ApproximateNumberOfMessagesMoved: task.movedCount,
    ApproximateNumberOfMessagesToMove: task.movedCount,
    StartedTimestamp: task.startedAtMs,
  };
}
