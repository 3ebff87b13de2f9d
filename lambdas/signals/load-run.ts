/** The first call of every run: opens it, and answers what it begins with. */
import * as z from 'zod';
import { createHandler } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectProtocol } from './protocol/connect.ts';
import { workflowRunSchema } from './protocol/input-schemas.ts';
import { loadRun } from './protocol/load.ts';
import type { ProtocolClients } from './protocol/protocol.ts';

const schema = z.object({
  workflow: workflowRunSchema,
  definitionVersion: z.union([z.string().min(1), z.number()]).transform(String),
});

export const createLoadRun = (connect: () => ProtocolClients, platform?: Platform) =>
  createHandler({
    name: 'load-run',
    schema,
    connect,
    platform,
    run: ({ workflow, definitionVersion }, { nowMs }, clients) =>
      loadRun({ ...clients, nowMs }, workflow, definitionVersion),
  });

export const handler = createLoadRun(() => connectProtocol(process.env));
