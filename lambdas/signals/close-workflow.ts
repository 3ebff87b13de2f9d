/** Closes the workflow for ever, or answers a signal that came in time to be handled before. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { createEventBus, type EventBus } from '../gateways/event-bus.ts';
import { createClient } from '../middleware/aws-clients.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { requiredVariable } from '../middleware/environment.ts';
import type { Platform } from '../middleware/platform.ts';
import { closeWorkflow } from './protocol/close.ts';
import { connectProtocol } from './protocol/connect.ts';
import {
  acceptsSchema,
  attemptShape,
  carrySchema,
  checkpointSchema,
  workflowRunSchema,
} from './protocol/input-schemas.ts';
import type { ProtocolClients } from './protocol/protocol.ts';
import { createAnnounce } from './protocol/undeliverable.ts';

const schema = z.object({
  workflow: workflowRunSchema,
  ...attemptShape,
  accepts: acceptsSchema,
  checkpoint: checkpointSchema,
  carry: carrySchema,
});

interface Dependencies extends ProtocolClients {
  readonly eventBus: EventBus;
}

export const createCloseWorkflow = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({
    name: 'close-workflow',
    schema,
    connect,
    platform,
    run: (closing, { nowMs, requestId, metrics }, { eventBus, ...clients }) =>
      closeWorkflow(
        { ...clients, nowMs },
        { ...closing, requestId },
        createAnnounce(eventBus, nowMs, () => metrics.count('Undeliverable')),
      ),
  });

export const handler = createCloseWorkflow(() => ({
  ...connectProtocol(process.env),
  eventBus: createEventBus(
    createClient((options) => new EventBridgeClient(options)),
    requiredVariable(process.env, 'EVENT_BUS_NAME'),
  ),
}));
