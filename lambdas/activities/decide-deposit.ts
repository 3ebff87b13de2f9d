/** Says what is due for a deposit, and records what it has decided: an attempt, or how the deposit is settled. */
import * as z from 'zod';
import { type DepositState, newDeposit } from '../domain/deposit.ts';
import { type DepositDecision, decideDeposit, depositPhase } from '../domain/deposit-plan.ts';
import { formatInstant, parseInstant } from '../domain/instants.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import type { BookingRecords } from '../gateways/booking-records.ts';
import type { DepositRecords } from '../gateways/deposit-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectRecords } from './connections/connect-records.ts';
import { instantSchema, workflowSchema } from './support/input-schemas.ts';
import { requireRecord } from './support/require-record.ts';

const schema = z.object({
  workflow: workflowSchema,
  /** When the workflow came to ask. */
  at: instantSchema,
  /** What the workflow was waiting for, if it was; it may lie ahead still, as a signal ends the wait too. */
  milestone: instantSchema.nullable(),
});
type Input = z.infer<typeof schema>;

interface Dependencies {
  readonly bookings: Pick<BookingRecords, 'read'>;
  readonly deposits: DepositRecords;
  readonly policy: Policy;
}

export const createDecideDeposit = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'decide-deposit', schema, connect, platform, run });

async function run(input: Input, _context: HandlerContext, { bookings, deposits, policy }: Dependencies) {
  const { id } = input.workflow;
  // Written before the booking is read: either this sees the booking's last write, or that call sees this record.
  const deposit = (await deposits.read(id)) ?? (await deposits.write(newDeposit(id)));
  const booking = requireRecord(await bookings.read(id), 'booking', id);
  const decision = decideDeposit(booking, deposit, judgedAtMs(input), policy);
  const recorded = record(deposit, decision);
  if (recorded !== deposit) await deposits.write(recorded);
  return {
    action: decision.action,
    waitUntil: decision.action === 'wait' && decision.untilMs !== null ? formatInstant(decision.untilMs) : null,
    attempt: decision.action === 'charge' ? decision.attempt : null,
    dueAt: decision.action === 'charge' ? formatInstant(decision.dueMs) : null,
    phase: depositPhase(deposit, decision),
  };
}

/** A milestone that has come is judged by its own instant, however late the code runs. */
function judgedAtMs({ at, milestone }: Input): number {
  const atMs = parseInstant(at);
  return milestone === null ? atMs : Math.min(atMs, parseInstant(milestone));
}

/** The record with what was decided just now; the same record if that is in it. */
function record(deposit: DepositState, decision: DepositDecision): DepositState {
  if (decision.action === 'charge' && !deposit.pending) {
    return { ...deposit, pending: { number: decision.attempt, dueAt: formatInstant(decision.dueMs) } };
  }
  if (decision.action === 'settle' && !deposit.settlement) return { ...deposit, settlement: decision.settlement };
  return deposit;
}

export const handler = createDecideDeposit(() => ({
  ...connectRecords(process.env),
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
