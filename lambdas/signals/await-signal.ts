/** Waits for a signal or a timeout: called with a task token, it stores the wait and leaves; whoever sees a signal completes it. */
import * as z from 'zod';
import { createHandler } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { awaitSignal } from './protocol/await.ts';
import { connectProtocol } from './protocol/connect.ts';
import {
  acceptsSchema,
  attemptShape,
  carrySchema,
  checkpointSchema,
  workflowRunSchema,
} from './protocol/input-schemas.ts';
import type { ProtocolClients } from './protocol/protocol.ts';

const schema = z.object({
  workflow: workflowRunSchema,
  token: z.string().min(1).max(2_048),
  ...attemptShape,
  accepts: acceptsSchema,
  checkpoint: checkpointSchema,
  carry: carrySchema,
  timeoutSeconds: z.int().min(1).max(99_999_999),
});

export const createAwaitSignal = (connect: () => ProtocolClients, platform?: Platform) =>
  createHandler({
    name: 'await-signal',
    schema,
    connect,
    platform,
    run: async (wait, { nowMs }, clients) => ({ outcome: await awaitSignal({ ...clients, nowMs }, wait) }),
  });

export const handler = createAwaitSignal(() => connectProtocol(process.env));
