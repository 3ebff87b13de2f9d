/** What a car says of itself at one moment, as its telematics answer it. State machines ask; nothing is believed unseen. */
import * as z from 'zod';

const vehicleStateSchema = z.object({
  /** Clean, charged or fuelled, and where its driver expects it. */
  ready: z.boolean(),
  fuelPercent: z.number().min(0).max(100),
  /** Whether it is heard of at all. */
  online: z.boolean(),
  /** Within the area in which it may be driven. */
  insideArea: z.boolean(),
});

export type VehicleState = z.infer<typeof vehicleStateSchema>;

/** An answer that is not whole is none: null. */
export function readVehicleState(answer: unknown): VehicleState | null {
  const read = vehicleStateSchema.safeParse(answer);
  return read.success ? read.data : null;
}
