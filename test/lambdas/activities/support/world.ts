/** Everything outside the activities, in memory: what they did can be read from it, and it can be told to fail. */
import type { BookingState } from '../../../../lambdas/domain/booking.ts';
import type { DepositState } from '../../../../lambdas/domain/deposit.ts';
import { ProviderUnavailable, StorageConflict } from '../../../../lambdas/domain/errors.ts';
import { defaultPolicy } from '../../../../lambdas/domain/policy.ts';
import type { QuietAnswers, RentalWatchState } from '../../../../lambdas/domain/rental-watch.ts';
import type { SubscriptionState } from '../../../../lambdas/domain/subscription.ts';
import type { BookingRecords } from '../../../../lambdas/gateways/booking-records.ts';
import type { Bookings } from '../../../../lambdas/gateways/bookings.ts';
import type { DepositRecords } from '../../../../lambdas/gateways/deposit-records.ts';
import type { EmittedDetail, EventBus } from '../../../../lambdas/gateways/event-bus.ts';
import type { Notifications } from '../../../../lambdas/gateways/notifications.ts';
import type { ChargeAnswer, ChargeRequest, Payments, RefundRequest } from '../../../../lambdas/gateways/payments.ts';
import type { RecurringSchedule, RecurringSchedules } from '../../../../lambdas/gateways/recurring-schedules.ts';
import type { ReminderSchedule, ReminderSchedules } from '../../../../lambdas/gateways/reminder-schedules.ts';
import type { RentalWatchRecords } from '../../../../lambdas/gateways/rental-watch-records.ts';
import type { SubscriptionRecords } from '../../../../lambdas/gateways/subscription-records.ts';
import type { InvocationContext, LambdaHandler } from '../../../../lambdas/middleware/create-handler.ts';
import type { OnceStore } from '../../../../lambdas/middleware/once-store.ts';
import { live, ms, type Step } from '../../domain/support.ts';
import { recordingPlatform } from '../../support/platform.ts';

export type World = ReturnType<typeof createWorld>;

export function createWorld(now: string) {
  const platform = recordingPlatform(ms(now));
  const world = {
    platform,
    policy: defaultPolicy,
    bookingStates: new Map<string, BookingState>(),
    depositStates: new Map<string, DepositState>(),
    subscriptionStates: new Map<string, SubscriptionState>(),
    watchStates: new Map<string, RentalWatchState>(),
    payloads: new Map<string, unknown>(),
    emitted: [] as { readonly detailType: string; readonly detail: EmittedDetail }[],
    charges: [] as (ChargeRequest & { readonly answer: ChargeAnswer['status'] })[],
    refunds: [] as RefundRequest[],
    messages: [] as string[],
    schedules: new Map<string, ReminderSchedule>(),
    recurring: new Map<string, RecurringSchedule>(),
    /** Task token of the watch's wait. */
    /** What is noted beside the records of watches, with the revision that it belongs to. */
    quietNotes: new Map<
      string,
      QuietAnswers & { readonly by: string; readonly token: string; readonly revision: number }
    >(),
    watchToken: 'token-1' as string | null,
    /** Tokens that were given a sign of life. */
    /** The current run of every workflow. */
    run: 1,
    declining: new Set<string>(),
    outages: new Set<'payments' | 'notifications' | 'bookings' | 'bus'>(),
    /** Called as the provider has acted and before it answers. */
    onCharge: () => {},
    onRefund: () => {},
    /** The booking as it is after these steps. */
    live: (...steps: readonly Step[]) => {
      const state = live(...steps);
      const revision = (world.bookingStates.get('B-1')?.revision ?? 0) + 1;
      world.bookingStates.set('B-1', { ...state, revision });
    },
    at: (instant: string) => {
      platform.now = ms(instant);
    },
    deposit: (): DepositState => {
      const state = world.depositStates.get('B-1');
      if (!state) throw new Error('there is no deposit');
      return state;
    },
    subscription: (): SubscriptionState => {
      const state = world.subscriptionStates.get('S-1');
      if (!state) throw new Error('there is no subscription');
      return state;
    },
    /** `DetailType` of everything that was emitted. */
    told: () => world.emitted.map(({ detailType }) => detailType),
    invoke: <Result>(handler: LambdaHandler<Result>, event: unknown): Promise<Result> => handler(event, invocation),
  };
  return world;
}

const invocation: InvocationContext = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 30_000 };

/** What any activity may ask for. */
export function dependenciesOf(world: World) {
  return {
    policy: world.policy,
    bookings: bookingRecordsOf(world),
    deposits: depositRecordsOf(world),
    subscriptions: subscriptionRecordsOf(world),
    onceStore: onceStoreOf(world),
    eventBus: eventBusOf(world),
    payments: paymentsOf(world),
    contacts: contactsOf(world),
    notifications: notificationsOf(world),
    schedules: schedulesOf(world),
    watches: watchRecordsOf(world),
    recurring: recurringSchedulesOf(world),
  };
}

function put<State extends { revision: number }>(states: Map<string, State>, id: string, state: State): State {
  if ((states.get(id)?.revision ?? 0) !== state.revision) throw new StorageConflict('written by another');
  const written = structuredClone({ ...state, revision: state.revision + 1 });
  states.set(id, written);
  return written;
}

function bookingRecordsOf(world: World): BookingRecords {
  return {
    read: async (id) => structuredClone(world.bookingStates.get(id)),
    write: async (state) => put(world.bookingStates, state.bookingId, state),
    readSignalPayload: async (_, key) => world.payloads.get(key),
  };
}

function depositRecordsOf(world: World): DepositRecords {
  return {
    read: async (id) => structuredClone(world.depositStates.get(id)),
    write: async (state) => put(world.depositStates, state.bookingId, state),
  };
}

function subscriptionRecordsOf(world: World): SubscriptionRecords {
  return {
    read: async (id) => structuredClone(world.subscriptionStates.get(id)),
    write: async (state) => put(world.subscriptionStates, state.subscriptionId, state),
    readSignalPayload: async (_, key) => world.payloads.get(key),
  };
}

function watchRecordsOf(world: World): RentalWatchRecords {
  const read = async (id: string) => structuredClone(world.watchStates.get(id));
  return {
    read,
    async readForCheck(id) {
      const watch = await read(id);
      const noted = world.quietNotes.get(id);
      const note = noted && noted.revision === watch?.revision ? { by: noted.by, token: noted.token } : null;
      return { watch, token: world.watchToken, note };
    },
    write: async (state) => put(world.watchStates, state.bookingId, state),
    async noteQuiet({ bookingId, revision }, { answers, ...note }) {
      world.quietNotes.set(bookingId, { ...answers, ...note, revision });
    },
  };
}

function recurringSchedulesOf(world: World): RecurringSchedules {
  return {
    async put(schedule) {
      const isKnown = world.recurring.has(schedule.name);
      world.recurring.set(schedule.name, schedule);
      return isKnown ? 'updated' : 'created';
    },
    async remove(name) {
      world.recurring.delete(name);
    },
  };
}

function eventBusOf(world: World): EventBus {
  return {
    async emit(detailType, detail) {
      if (world.outages.has('bus')) throw new Error('the bus is full');
      world.emitted.push({ detailType, detail });
    },
  };
}

function paymentsOf(world: World): Payments {
  const made = (key: string): ChargeAnswer | undefined => {
    const found = world.charges.findLast((charge) => charge.key === key);
    return found && answer(found, found.answer);
  };
  const answer = ({ amountCents, paymentMethodId }: ChargeRequest, status: ChargeAnswer['status']): ChargeAnswer =>
    status === 'succeeded' ? { status, paymentId: 'pi_1', amountCents } : { status, amountCents, paymentMethodId };
  const available = () => {
    if (world.outages.has('payments')) throw new ProviderUnavailable('payments', 'HTTP status 500');
  };
  return {
    async charge(request) {
      available();
      const status = world.declining.has(request.paymentMethodId) ? 'declined' : 'succeeded';
      world.charges.push({ ...request, answer: status });
      world.onCharge();
      return answer(request, status);
    },
    async findCharge(key) {
      available();
      return made(key);
    },
    async refund({ lookFirst, ...request }) {
      available();
      if (lookFirst && world.refunds.some(({ key }) => key === request.key)) return;
      world.refunds.push(request);
      world.onRefund();
    },
  };
}

function contactsOf(world: World): Bookings {
  return {
    async contactOf() {
      if (world.outages.has('bookings')) throw new ProviderUnavailable('bookings', 'HTTP status 500');
      return { email: 'ada@example.com', phone: '+15550100', name: 'Ada' };
    },
  };
}

function notificationsOf(world: World): Notifications {
  const available = () => {
    if (world.outages.has('notifications')) throw new ProviderUnavailable('notifications', 'ServiceUnavailable');
  };
  return {
    async sendEmail(address, { kind }) {
      available();
      world.messages.push(`${kind} to ${address}`);
    },
    async sendText(phoneNumber, { kind }) {
      available();
      world.messages.push(`${kind} to ${phoneNumber}`);
    },
  };
}

function schedulesOf(world: World): ReminderSchedules {
  return {
    async put(schedule) {
      const isKnown = world.schedules.has(schedule.name);
      world.schedules.set(schedule.name, schedule);
      return isKnown ? 'updated' : 'created';
    },
    async remove(name) {
      world.schedules.delete(name);
    },
  };
}

/** Claims without leases that run out; the real store has its own tests. */
function onceStoreOf(world: World): OnceStore {
  const records = new Map<string, { attempts: number; result?: string }>();
  return {
    readInstance: async () => ({ run: world.run, status: 'open' }),
    async claim(key) {
      const record = records.get(key) ?? { attempts: 0 };
      if (record.result !== undefined) return { kind: 'finished', result: JSON.parse(record.result) };
      record.attempts += 1;
      records.set(key, record);
      return { kind: 'claimed', key, owner: 'me', mayHaveHappened: record.attempts > 1 };
    },
    async complete({ key }, result) {
      records.set(key, { attempts: 1, result: JSON.stringify(result) });
      return { kind: 'completed' };
    },
    async release() {},
  };
}
