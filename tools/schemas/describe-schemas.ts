import * as z from 'zod';
import { emittedSchemas } from '../../lambdas/domain/emitted-events.ts';
import { envelopeSchema, payloadSchemas } from '../../lambdas/domain/event-schemas.ts';

/** File name → text of each JSON Schema. What a schema cannot say (an order of two instants) is in its description. */
export function describeSchemas(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [detailType, payload] of Object.entries(payloadSchemas)) {
    const detail = z.object({ ...envelopeSchema.shape, ...payload.shape });
    files.set(
      `booking-service.${detailType}.json`,
      describe(detail, `Detail of ${detailType}, from the booking service`),
    );
  }
  for (const [detailType, detail] of Object.entries(emittedSchemas)) {
    files.set(`legwork.${detailType}.json`, describe(detail, `Detail of ${detailType}, from Legwork`));
  }
  return files;
}

function describe(schema: z.ZodType, title: string): string {
  const { $schema, ...described } = z.toJSONSchema(schema, { io: 'input' });
  return `${JSON.stringify({ $schema, title, ...described }, null, 2)}\n`;
}
