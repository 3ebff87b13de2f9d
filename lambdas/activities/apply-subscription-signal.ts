/**
 * Applies a signal to the record of its subscription, says what is due then, and records what it has decided: the cycle
 * that begins, the attempt that is to be made, the end.
 */
import * as z from 'zod';
import { type AppliedToSubscription, applySubscriptionSignal } from '../domain/apply-subscription-signal.ts';
import { formatInstant, parseInstant } from '../domain/instants.ts';
import { isOutOfSync } from '../domain/plan-reminders.ts';
import { type Policy, readPolicy } from '../domain/policy.ts';
import { type SubscriptionPhase, type SubscriptionState, subscriptionPhase } from '../domain/subscription.ts';
import { forgetTold } from '../domain/subscription-attempts.ts';
import { decideSubscription, type SubscriptionDecision } from '../domain/subscription-plan.ts';
import type { SubscriptionRecords } from '../gateways/subscription-records.ts';
import { createHandler, type HandlerContext } from '../middleware/create-handler.ts';
import type { Platform } from '../middleware/platform.ts';
import { connectRecords } from './connections/connect-records.ts';
import { callNameSchema, instantSchema, subscriptionWorkflowSchema } from './support/input-schemas.ts';

const schema = z.object({
  workflow: subscriptionWorkflowSchema,
  /** None: the workflow only asks what is due. */
  signal: z.object({ sk: z.string(), type: z.string(), version: z.int().min(0) }).nullable(),
  /** Further signals wait: they are applied before anything is decided. */
  more: z.boolean(),
  /** The call whose answer the world was told of just now. */
  told: callNameSchema.nullable(),
  /** When the workflow came to ask. */
  at: instantSchema,
  /** What the workflow was waiting for, if it was; it may lie ahead still, as a signal ends the wait too. */
  milestone: instantSchema.nullable(),
});
type Input = z.infer<typeof schema>;

interface Dependencies {
  readonly subscriptions: SubscriptionRecords;
  readonly policy: Policy;
}

interface Result {
  /** `new` as long as there is no subscription. */
  readonly phase: 'new' | SubscriptionPhase;
  readonly action: SubscriptionDecision['action'];
  readonly waitUntil: string | null;
  /** The cycle that is running; null before the first. */
  readonly cycle: number | null;
  /** The attempt to make. */
  readonly call: z.infer<typeof callNameSchema> | null;
  readonly remindersOutOfSync: boolean;
}

export const createApplySubscriptionSignal = (connect: () => Dependencies, platform?: Platform) =>
  createHandler({ name: 'apply-subscription-signal', schema, connect, platform, run });

async function run(input: Input, context: HandlerContext, { subscriptions, policy }: Dependencies): Promise<Result> {
  const recorded = await subscriptions.read(input.workflow.id);
  const told = recorded && input.told ? forgetTold(recorded, input.told) : recorded;
  const { state, effect } = await apply(told, input, subscriptions, policy);
  if (effect === 'stale') context.metrics.count('SignalStale');
  if (!state)
    return { phase: 'new', action: 'wait', waitUntil: null, cycle: null, call: null, remindersOutOfSync: false };

  const { state: decided, decision } = input.more
    ? { state, decision: null }
    : decideSubscription(state, judgedAtMs(input), policy);
  if (decided !== recorded) await subscriptions.write(decided);
  return describe(decided, decision);
}

async function apply(
  state: SubscriptionState | undefined,
  { workflow, signal, at }: Input,
  subscriptions: SubscriptionRecords,
  policy: Policy,
): Promise<AppliedToSubscription> {
  if (signal === null) return { state, effect: 'unchanged' };
  const { sk: key, type, version } = signal;
  const payload = await subscriptions.readSignalPayload(workflow.id, key);
  // Acknowledged and cleaned: an earlier call of this signal has applied it.
  if (payload === undefined) return { state, effect: 'unchanged' };
  return applySubscriptionSignal(state, { key, type, version, payload }, parseInstant(at), policy);
}

/** A milestone that has come is judged by its own instant, however late the code runs. */
function judgedAtMs({ at, milestone }: Input): number {
  const atMs = parseInstant(at);
  return milestone === null ? atMs : Math.min(atMs, parseInstant(milestone));
}

function describe(state: SubscriptionState, decision: SubscriptionDecision | null): Result {
  const cycle = state.cycle?.number ?? null;
  return {
    phase: subscriptionPhase(state),
    action: decision?.action ?? 'wait',
    waitUntil: decision?.action === 'wait' ? formatInstant(decision.untilMs) : null,
    cycle,
    call:
      decision?.action === 'charge' && cycle !== null
        ? { cycle, series: decision.call.series, attempt: decision.call.attempt }
        : null,
    remindersOutOfSync: isOutOfSync(state),
  };
}

export const handler = createApplySubscriptionSignal(() => ({
  subscriptions: connectRecords(process.env).subscriptions,
  policy: readPolicy(process.env.LEGWORK_POLICY),
}));
