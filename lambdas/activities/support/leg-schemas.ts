/** What the machines of trip legs send to activities. */
import * as z from 'zod';
import { instantSchema } from './input-schemas.ts';

const id = z.string().regex(/^[A-Za-z0-9-]{1,40}$/);

/** The run that calls; its id is the leg's. */
export const legWorkflowSchema = z.object({ type: z.literal('trip-leg'), id, run: z.int().min(1) });

/** One assessment: of which leg, and for which instant. */
export const assessmentShape = {
  legId: id,
  bookingId: id,
  /** The instant that was due. */
  at: instantSchema,
  /** Start of the window by whose grid it was due; null where an event asked for it. */
  gridOf: instantSchema.nullable(),
};
