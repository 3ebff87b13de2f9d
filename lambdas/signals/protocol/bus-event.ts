/** From the body of a message to what it means: a signal for a workflow, nothing for us, or poison. */
import * as z from 'zod';
import { parseEvent } from '../../domain/events.ts';
import { acceptedTypes } from '../../domain/signals.ts';
import { jsonBytes } from './input-schemas.ts';
import { payloadLimitBytes } from './limits.ts';
import type { IncomingSignal } from './router.ts';

/** What of an EventBridge event, as a rule sends it to a queue, matters here. */
const busEventSchema = z.object({ 'detail-type': z.string(), detail: z.unknown() });

export type Reading =
  | { readonly kind: 'signal'; readonly signal: IncomingSignal }
  | { readonly kind: 'ignored' }
  /** `reason` names the field and never quotes it. */
  | { readonly kind: 'poison'; readonly reason: string };

export function readBusEvent(body: string, nowMs: number): Reading {
  const event = busEventSchema.safeParse(parseJson(body));
  if (!event.success) return poison('not an event of the bus');

  const parsed = parseEvent({ detailType: event.data['detail-type'], detail: event.data.detail, nowMs });
  if (parsed.kind !== 'signal') return parsed;
  if (!acceptedTypes[parsed.target.type].includes(parsed.type)) return { kind: 'ignored' };
  if (jsonBytes(parsed.payload) > payloadLimitBytes)
    return poison(`${parsed.type}: detail: over ${payloadLimitBytes} bytes`);
  const { kind: _, ...signal } = parsed;
  return { kind: 'signal', signal };
}

const poison = (reason: string): Reading => ({ kind: 'poison', reason });

/** Nothing, which no schema takes, for text that is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
