/** Sends our own signals to other workflows, and begins those that such a signal begins. Sending again changes nothing. */
import * as z from 'zod';
import { InvalidInput } from '../domain/errors.ts';
import { acceptedTypes, eventIdPattern, ownSignalTypes } from '../domain/signals.ts';
import { createHandler } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectProtocol } from './protocol/connect.ts';
import { workflowKeySchema, workflowRunSchema } from './protocol/input-schemas.ts';
import type { ProtocolClients } from './protocol/protocol.ts';
import { routeSignal } from './protocol/router.ts';

const schema = z.object({
  /** The run that sends. */
  workflow: workflowRunSchema,
  signals: z.array(
    z.object({
      to: workflowKeySchema,
      signalType: z.enum(ownSignalTypes),
      signalId: z.string().regex(eventIdPattern),
      occurredAt: z.iso.datetime(),
    }),
  ),
});

/** Our own signals are never reported, so this function needs no bus. */
const announceNothing = async (): Promise<void> => {};

export const createSendSignals = (connect: () => ProtocolClients, platform?: Platform) =>
  createHandler({
    name: 'send-signals',
    schema,
    connect,
    platform,
    run: async ({ workflow, signals }, { nowMs }, clients) => {
      for (const [index, { to, signalType }] of signals.entries()) {
        if (!acceptedTypes[to.type].includes(signalType))
          throw new InvalidInput(`signals.${index}.signalType`, `a ${to.type} does not take ${signalType}`);
      }
      for (const { to, signalType, signalId, occurredAt } of signals) {
        const payload = { sentBy: { type: workflow.type, id: workflow.id } };
        const signal = { eventId: signalId, occurredAt, version: 0, type: signalType, payload };
        await routeSignal({ ...clients, nowMs }, { ...signal, target: to, sender: workflow }, announceNothing);
      }
      return {};
    },
  });

export const handler = createSendSignals(() => connectProtocol(process.env));
