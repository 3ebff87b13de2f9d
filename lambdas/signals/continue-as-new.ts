/** Goes on in a new run, from the checkpoint: a history ends, the workflow does not. */
import * as z from 'zod';
import { createHandler } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectProtocol } from './protocol/connect.ts';
import { continueAsNew } from './protocol/continue-as-new.ts';
import { carrySchema, checkpointSchema, workflowRunSchema } from './protocol/input-schemas.ts';
import type { ProtocolClients } from './protocol/protocol.ts';

const schema = z.object({ workflow: workflowRunSchema, checkpoint: checkpointSchema, carry: carrySchema });

export const createContinueAsNew = (connect: () => ProtocolClients, platform?: Platform) =>
  createHandler({
    name: 'continue-as-new',
    schema,
    connect,
    platform,
    run: async (continuation, { nowMs }, clients) => ({
      nextRun: await continueAsNew({ ...clients, nowMs }, continuation),
    }),
  });

export const handler = createContinueAsNew(() => connectProtocol(process.env));
