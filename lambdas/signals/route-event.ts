/** The router: takes the booking service's events from the queue, one after the other, and makes signals of them. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { createEventBus, type EventBus } from '../gateways/event-bus.ts';
import { createClient } from '../middleware/aws-clients.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import { requiredVariable } from '../middleware/environment.ts';
import type { Platform } from '../middleware/platform.ts';
import { readBusEvent } from './protocol/bus-event.ts';
import { connectProtocol } from './protocol/connect.ts';
import type { ProtocolClients } from './protocol/protocol.ts';
import { routeSignal } from './protocol/router.ts';
import { createAnnounce } from './protocol/undeliverable.ts';

const schema = z.object({ Records: z.array(z.looseObject({ messageId: z.string(), body: z.string() })) });

interface Dependencies extends ProtocolClients {
  readonly eventBus: EventBus;
  readonly queues: Pick<SQSClient, 'send'>;
  readonly deadLetterQueueUrl: string;
}

export const createRouteEvent = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'route-event', schema, connect, platform, run: routeBatch });

/** One message after the other: those of one batch keep the order in which the queue gave them. */
async function routeBatch(
  event: z.infer<typeof schema>,
  context: HandlerContext,
  dependencies: Dependencies,
): Promise<SQSBatchResponse> {
  const routeRecord = async (record: SQSRecord): Promise<void> => {
    try {
      await routeMessage(record, context, dependencies);
    } catch (error) {
      const errorName = error instanceof Error ? error.name : typeof error;
      context.logger.warn('A message failed and will come again', { messageId: record.messageId, errorName });
      throw error;
    }
  };
  // Powertools answers the failed messages; that all of them failed is no failure of the function.
  return processPartialResponse(event, routeRecord, new BatchProcessor(EventType.SQS, { logger: quiet }), {
    processInParallel: false,
    throwOnFullBatchFailure: false,
  });
}

async function routeMessage(
  { messageId, body }: SQSRecord,
  { nowMs, logger, metrics }: HandlerContext,
  { eventBus, queues, deadLetterQueueUrl, ...clients }: Dependencies,
): Promise<void> {
  const reading = readBusEvent(body, nowMs());
  if (reading.kind === 'ignored') {
    metrics.count('EventIgnored');
    return;
  }
  if (reading.kind === 'poison') {
    await queues.send(
      new SendMessageCommand({
        QueueUrl: deadLetterQueueUrl,
        MessageBody: body,
        MessageAttributes: { reason: { DataType: 'String', StringValue: reading.reason } },
      }),
    );
    metrics.count('Poison');
    logger.warn('A message is poison', { messageId, reason: reading.reason });
    return;
  }

  const { signal } = reading;
  const announce = createAnnounce(eventBus, nowMs, () => metrics.count('Undeliverable'));
  const outcome = await routeSignal({ ...clients, nowMs }, signal, announce);
  metrics.count(outcome === 'stored' ? 'SignalReceived' : 'SignalDuplicate');
  const { target, type, eventId } = signal;
  logger.info('A signal was routed', {
    messageId,
    workflowType: target.type,
    workflowId: target.id,
    signalType: type,
    eventId,
    outcome,
  });
}

/** Powertools' batch processor would write errors whole; the handler's own lines carry ids only. */
const quiet = { debug: () => {}, warn: () => {}, error: () => {} };

export const handler = createRouteEvent(() => ({
  ...connectProtocol(process.env),
  eventBus: createEventBus(
    createClient((options) => new EventBridgeClient(options)),
    requiredVariable(process.env, 'EVENT_BUS_NAME'),
  ),
  queues: createClient((options) => new SQSClient(options)),
  deadLetterQueueUrl: requiredVariable(process.env, 'DEAD_LETTER_QUEUE_URL'),
}));
