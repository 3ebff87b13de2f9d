/** What a tape says must come out: exactly these notifications and payments, these events and no other of their kinds. */
export interface Expectation {
  readonly notifications: readonly Timed[];
  readonly payments: readonly Timed[];
  readonly emitted: readonly Timed[];
}

type Timed = { readonly at: string } & Readonly<Record<string, unknown>>;

export interface ComparedReport extends Expectation {
  readonly workflows: ReadonlyArray<{ readonly type: string; readonly id: string; readonly status: string }>;
  readonly permissions: { readonly missing: readonly unknown[]; readonly unused: readonly unknown[] };
}

/** The scheduler's precision: an instant may be this much later than the rule says, and never earlier. Unit: milliseconds. */
const precisionMs = 60_000;

/** Events that say that something was sent are covered by the notifications themselves. */
const looseKinds = new Set(['ReminderSent']);

/** The differences between what a tape expects and what came out, one sentence each; none when all is well. */
export function compareReport(expected: Expectation, report: ComparedReport): string[] {
  const emitted = report.emitted.filter((event) => !looseKinds.has(String(event.detailType)));
  return [
    ...compareLists('notifications', expected.notifications, report.notifications),
    ...compareLists('payments', expected.payments, report.payments),
    ...compareLists('emitted', expected.emitted, emitted),
    ...report.workflows
      .filter(({ status }) => status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED')
      .map(({ type, id, status }) => `workflows: ${type} ${id} is ${status}`),
    ...report.permissions.missing.map((one) => `permissions: missing ${JSON.stringify(one)}`),
  ];
}

function compareLists(name: string, expected: readonly Timed[], actual: readonly Timed[]): string[] {
  const left = [...actual];
  const differences: string[] = [];
  for (const wanted of expected) {
    const index = left.findIndex((one) => isInTime(one.at, wanted.at) && covers(one, { ...wanted, at: one.at }));
    if (index >= 0) left.splice(index, 1);
    else differences.push(`${name}: missing ${JSON.stringify(wanted)}`);
  }
  return [...differences, ...left.map((extra) => `${name}: unexpected ${JSON.stringify(extra)}`)];
}

function isInTime(actual: string, wanted: string): boolean {
  const delayMs = Date.parse(actual) - Date.parse(wanted);
  return delayMs >= 0 && delayMs <= precisionMs;
}

/** Whether `actual` has everything that `wanted` names; more is no difference. Lists are the same in any order. */
function covers(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(actual) && JSON.stringify(actual.toSorted()) === JSON.stringify(wanted.toSorted());
  }
  if (wanted === null || typeof wanted !== 'object') return actual === wanted;
  if (actual === null || typeof actual !== 'object') return false;
  return Object.entries(wanted).every(([key, value]) => covers((actual as Record<string, unknown>)[key], value));
}
