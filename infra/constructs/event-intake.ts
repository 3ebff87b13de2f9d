/**
 * The way of an event: bus → rule → queue → router.
 *
 * E1  What cannot be handled is kept and not lost: the router's queue gives up a message after five receives, the rule
 *     an event that it could not put into the queue for a day. Each has a dead-letter queue.
 * E2  A message comes back to the queue no earlier than its router can be through with it, retries of a throttled
 *     invocation included.
 */
import { Duration } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Configuration } from '../configuration.ts';
import type { Activity } from './activity.ts';
import type { Capability } from './capability.ts';
import { createDeadLetterQueue } from './dead-letter-queue.ts';

const RECEIVES_BEFORE_DEAD_LETTER = 5;
const BATCH_SIZE = 10;
/** How much longer than the router's timeout a message stays invisible: AWS's advice for Lambda on SQS. */
const VISIBILITY_FACTOR = 6;

export interface EventIntakeProps {
  readonly source: string;
  readonly detailTypes: readonly string[];
  /** Unit: seconds. */
  readonly routerTimeoutSeconds: number;
  readonly configuration: Configuration;
}

export class EventIntake extends Construct {
  readonly bus: EventBus;
  readonly queue: Queue;
  /** Poison, with its reason, and what the router failed on five times. */
  readonly deadLetterQueue: Queue;
  /** What the rule could not put into the queue. */
  readonly undeliveredQueue: Queue;

  constructor(scope: Construct, id: string, props: EventIntakeProps) {
    super(scope, id);
    const { prefix } = props.configuration;
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: prefix,
      description: 'Events of the booking service come in, events of Legwork go out',
    });
    this.deadLetterQueue = createDeadLetterQueue(this, 'DeadLetters', `${prefix}-dead-letters`);
    this.undeliveredQueue = createDeadLetterQueue(this, 'UndeliveredEvents', `${prefix}-undelivered-events`);
    this.queue = new Queue(this, 'Queue', {
      queueName: `${prefix}-events`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Less than the dead-letter queue's: a message that moves there keeps its age.
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(VISIBILITY_FACTOR * props.routerTimeoutSeconds),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: RECEIVES_BEFORE_DEAD_LETTER },
    });
    new Rule(this, 'Rule', {
      ruleName: `${prefix}-intake`,
      description: 'Events that a workflow takes',
      eventBus: this.bus,
      eventPattern: { source: [props.source], detailType: [...props.detailTypes] },
      targets: [
        new SqsQueue(this.queue, {
          deadLetterQueue: this.undeliveredQueue,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
  }

  /** Has the router handle what comes. A message that it reports as failed comes again, the others of its batch do not. */
  deliverTo(router: Activity, maximumConcurrency: number): void {
    router.allow([
      {
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      },
    ]);
    new EventSourceMapping(this, 'Delivery', {
      target: router.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH_SIZE,
      maxConcurrency: maximumConcurrency,
      reportBatchItemFailures: true,
    });
  }

  /** Putting events on the bus. */
  publishing(): Capability {
    return {
      environment: { EVENT_BUS_NAME: this.bus.eventBusName },
      grants: [{ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] }],
    };
  }

  /** Putting poison aside. */
  rejecting(): Capability {
    return {
      environment: { DEAD_LETTER_QUEUE_URL: this.deadLetterQueue.queueUrl },
      grants: [{ actions: ['sqs:SendMessage'], resources: [this.deadLetterQueue.queueArn] }],
    };
  }
}
