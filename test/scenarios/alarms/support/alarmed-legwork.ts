import type { App } from 'aws-cdk-lib';
import { expect } from 'vitest';
import { bundleLambdas } from '../../../../infra/bundle/bundle-lambdas.ts';
import type { ObservedEvent } from '../../../../local/runtime.ts';
import { ensureAssembly } from '../../../../sandbox/assembly.ts';
import { type LegworkSandbox, startLegwork } from '../../../../sandbox/legwork.ts';
import { buildStack, PROJECT_ROOT } from '../../../infra/synthesize.ts';

const startMs = Date.parse('2026-03-01T09:00:00Z');
export const prefix = 'legwork-development-';
const administrator = { kind: 'administrator' } as const;
const minuteMs = 60_000;

type ServiceName = Parameters<LegworkSandbox['runtime']['setFault']>[0];

interface AlarmChange {
  readonly atMs: number;
  /** Without the stage's prefix. */
  readonly name: string;
  readonly state: string;
}

export interface AlarmedLegwork extends LegworkSandbox {
  readonly observed: readonly ObservedEvent[];
  nowMs(): number;
  /** A call of the account's administrator. */
  call<Output>(service: ServiceName, operation: string, input: object): Promise<Output>;
  /** An event of the booking service, and all that comes of it at once. */
  tell(detailType: string, detail: object): Promise<void>;
  pass(minutes: number): Promise<void>;
  /** Alarms that fired or cleared so far. */
  changes(): readonly AlarmChange[];
  /** Lets minutes pass until something has happened, at most so many, and answers when it was. */
  untilSeen(isMeant: (event: ObservedEvent) => boolean, withinMinutes: number): Promise<number>;
  /**
   * Lets as much time pass as the alarm promises from its cause on (default: now), no further than to where it fires, and
   * expects that it does. Answers after how many minutes.
   */
  expectToFire(name: string, causedAtMs?: number): Promise<number>;
  expectToClear(name: string, withinMinutes: number): Promise<void>;
}

/** @param settings laid over the stage's; default: the assembly as it is deployed */
export async function startAlarmedLegwork(settings?: Readonly<Record<string, unknown>>): Promise<AlarmedLegwork> {
  const observed: ObservedEvent[] = [];
  const sandbox = await startLegwork({
    assemblyDirectory: settings === undefined ? await ensureAssembly(() => {}) : await assemblyWith(settings),
    clock: { kind: 'skip', startMs },
    seed: 1,
    port: 0,
    onEvent: (event) => observed.push(event),
  });
  const { runtime } = sandbox;
  const nowMs = () => runtime.kernel.clock.nowMs();
  let events = 0;

  const changes = (): AlarmChange[] =>
    observed.flatMap((event) =>
      event.kind === 'alarm-changed' && [event.state, event.previousState].includes('ALARM')
        ? [{ atMs: event.atMs, name: event.alarmName.replace(prefix, ''), state: event.state }]
        : [],
    );
  const expectChange = async (
    name: string,
    state: string,
    withinMinutes: number,
    fromMs = nowMs(),
  ): Promise<number> => {
    const find = () => changes().find((one) => one.name === name && one.state === state && one.atMs > fromMs);
    // No further than to the change, so that a test sees what follows it.
    for (let minute = 1; minute <= withinMinutes && find() === undefined; minute += 1) {
      await runtime.runThrough(Math.max(nowMs(), fromMs + minute * minuteMs));
    }
    const change = find();
    if (change === undefined) {
      const seen = changes().map((one) => `${new Date(one.atMs).toISOString()} ${one.name} ${one.state}`);
      throw new Error(`${name} is not ${state} within ${withinMinutes} minutes. Seen: ${seen.slice(-20).join(', ')}`);
    }
    return (change.atMs - fromMs) / minuteMs;
  };
  const call = <Output>(service: ServiceName, operation: string, input: object) =>
    runtime.kernel.call({ service, operation, input, caller: administrator }) as Promise<Output>;

  const legwork: AlarmedLegwork = {
    ...sandbox,
    observed,
    nowMs,
    call,
    changes,
    async tell(detailType, detail) {
      events += 1;
      const occurredAt = new Date(nowMs()).toISOString();
      const refusal = await sandbox.emit(detailType, {
        eventId: `evt-${events}`,
        occurredAt,
        version: events,
        ...detail,
      });
      expect(refusal).toBeNull();
      await runtime.kernel.work.whenIdle();
    },
    pass: (minutes) => runtime.runThrough(nowMs() + minutes * minuteMs),
    async untilSeen(isMeant, withinMinutes) {
      const from = observed.length;
      const find = () => observed.slice(from).find(isMeant);
      for (let minute = 0; minute < withinMinutes && find() === undefined; minute += 1) await legwork.pass(1);
      const seen = find();
      if (seen === undefined) throw new Error(`not seen within ${withinMinutes} minutes`);
      return seen.atMs;
    },
    async expectToFire(name, causedAtMs) {
      const { MetricAlarms } = await call<{ MetricAlarms: { AlarmDescription: string }[] }>(
        'cloudwatch',
        'DescribeAlarms',
        {
          AlarmNames: [`${prefix}${name}`],
        },
      );
      const [, promised] = /Fires within (\d+) minutes/.exec(MetricAlarms[0]?.AlarmDescription ?? '') ?? [];
      expect(promised, `${name} exists, and promises when it fires`).toBeDefined();
      return expectChange(name, 'ALARM', Number(promised), causedAtMs);
    },
    async expectToClear(name, withinMinutes) {
      await expectChange(name, 'OK', withinMinutes);
    },
  };
  return legwork;
}

async function assemblyWith(settings: Readonly<Record<string, unknown>>): Promise<string> {
  const stack = buildStack({ bundles: await bundleLambdas(PROJECT_ROOT), settings });
  return (stack.node.root as App).synth().directory;
}

/** A booking of three days from now, with nothing to pay and no legs, unless `more` says otherwise. */
export function booking(id: string, nowMs: number, more: Record<string, unknown> = {}) {
  const day = 24 * 60 * minuteMs;
  return {
    id,
    customerId: 'C-1',
    zone: 'Europe/Berlin',
    start: new Date(nowMs + 3 * day).toISOString(),
    end: new Date(nowMs + 4 * day).toISOString(),
    vehicleId: 'V-1',
    deposit: { amountCents: 0, currency: 'EUR' },
    paymentMethodId: 'pm_1',
    legs: [],
    ...more,
  };
}
