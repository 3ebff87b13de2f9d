import type { ObservedEvent, Runtime } from '../../local/runtime.ts';
import { createFlowCount, type Flow, roundFlow } from '../flow/count-flow.ts';
import type { ReceivedPayment } from '../providers/payment-ledger.ts';
import type { WorkflowRow } from './read-workflows.ts';

type RuntimeReport = ReturnType<Runtime['report']>;

/** What was seen and collected while a tape played. */
export interface RawReport {
  readonly name: string;
  /** When the tape ended. */
  readonly untilMs: number;
  readonly observed: readonly ObservedEvent[];
  readonly payments: readonly ReceivedPayment[];
  readonly workflows: readonly WorkflowRow[];
  readonly meter: RuntimeReport['meter'];
  readonly permissions: RuntimeReport['permissions'];
}

/** One of `booking` and `subscription`. */
type Subject = { readonly booking: string } | { readonly subscription: string } | Record<never, never>;

/** The report of a tape, in the order in which it is printed. Instants are UTC, ISO 8601. */
export interface Report {
  readonly name: string;
  readonly notifications: ReadonlyArray<
    { readonly at: string } & Subject & { readonly kind: string; readonly channel: 'email' | 'sms' }
  >;
  readonly payments: ReadonlyArray<
    { readonly at: string } & Subject & Pick<ReceivedPayment, 'kind' | 'status' | 'amountCents' | 'key'>
  >;
  readonly emitted: ReadonlyArray<{ readonly at: string; readonly detailType: string; readonly detail: unknown }>;
  readonly workflows: readonly WorkflowRow[];
  readonly alarms: ReadonlyArray<{ readonly at: string; readonly name: string; readonly state: string }>;
  readonly meter: RuntimeReport['meter'];
  readonly flow: Flow;
  readonly permissions: RuntimeReport['permissions'];
}

const ownSource = 'legwork';

/**
 * Makes the report of what was collected. Lists are in the order of their instants; what happened at one instant is put
 * in an order of its content, so that the report does not depend on which of two concurrent things came first.
 */
export function buildReport(raw: RawReport): Report {
  const { observed } = raw;
  return {
    name: raw.name,
    notifications: inOrder(observed.flatMap(toNotification)),
    payments: inOrder(firstOfEachKey(raw.payments).map(toPayment)),
    emitted: inOrder(
      observed.flatMap((event) =>
        event.kind === 'event-published' && event.source === ownSource
          ? [{ at: toInstant(event.atMs), detailType: event.detailType, detail: event.detail }]
          : [],
      ),
    ),
    workflows: inOrder(raw.workflows, (row) => [row.type, row.id, String(row.run).padStart(10, '0')]),
    // States of one alarm at one instant stay in the order in which they were taken.
    alarms: inOrder(observed.flatMap(toAlarm), (alarm) => [alarm.at, alarm.name]),
    meter: {
      ...raw.meter,
      expressGbSeconds: rounded(raw.meter.expressGbSeconds),
      lambdaGbSeconds: rounded(raw.meter.lambdaGbSeconds),
    },
    flow: flowOf(raw),
    permissions: { missing: inOrder(raw.permissions.missing), unused: inOrder(raw.permissions.unused) },
  };
}

function flowOf({ observed, untilMs }: RawReport): Flow {
  const count = createFlowCount();
  for (const event of observed) count.observe(event);
  return roundFlow(count.read(untilMs));
}

/** Sums of fractions, without what computing in binary adds to them. */
function rounded(sum: number): number {
  return Math.round(sum * 1e6) / 1e6;
}

/** An alarm that fires or clears. That a new one has been looked at for the first time is none of it. */
function toAlarm(event: ObservedEvent): Report['alarms'][number][] {
  if (event.kind !== 'alarm-changed' || ![event.state, event.previousState].includes('ALARM')) return [];
  return [{ at: toInstant(event.atMs), name: event.alarmName, state: event.state }];
}

function toNotification(event: ObservedEvent): Report['notifications'][number][] {
  if (event.kind !== 'email-sent' && event.kind !== 'text-sent') return [];
  const { kind = 'untagged' } = event.tags;
  const channel = event.kind === 'email-sent' ? 'email' : 'sms';
  return [{ at: toInstant(event.atMs), ...subjectOf(event.tags), kind, channel }];
}

function toPayment(payment: ReceivedPayment): Report['payments'][number] {
  const { atMs, kind, status, amountCents, key } = payment;
  return { at: toInstant(atMs), ...subjectOf(payment), kind, status, amountCents, key };
}

/** A provider that is called again with the same key answers what it answered before: that is one payment. */
function firstOfEachKey(payments: readonly ReceivedPayment[]): ReceivedPayment[] {
  const seen = new Set<string>();
  return payments.filter(({ kind, key }) => {
    const identity = `${kind} ${key}`;
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}

function subjectOf(named: { readonly booking?: string; readonly subscription?: string }): Subject {
  if (named.booking !== undefined) return { booking: named.booking };
  return named.subscription === undefined ? {} : { subscription: named.subscription };
}

/** Always with milliseconds, so that instants in order are texts in order. */
function toInstant(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Sorted by these texts in turn; default: by all members in their order, and `at` is the first. */
function inOrder<Entry extends object>(
  entries: readonly Entry[],
  keysOf: (entry: Entry) => readonly string[] = (entry) =>
    Object.values(entry).map((value) => JSON.stringify(value) ?? ''),
): Entry[] {
  return entries
    .map((entry) => ({ entry, keys: keysOf(entry) }))
    .sort((a, b) => compareTexts(a.keys, b.keys))
    .map(({ entry }) => entry);
}

function compareTexts(a: readonly string[], b: readonly string[]): number {
  const index = a.findIndex((text, position) => text !== b[position]);
  if (index < 0) return 0;
  return a[index]! < (b[index] ?? '') ? -1 : 1;
}
