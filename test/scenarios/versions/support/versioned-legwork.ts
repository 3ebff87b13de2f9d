import { expect } from 'vitest';
import type { ObservedEvent } from '../../../../local/runtime.ts';
import { type LegworkSandbox, startLegwork } from '../../../../sandbox/legwork.ts';
import { type CommandResult, runLegwork } from '../../../ops/support/run-legwork.ts';

export const startMs = Date.parse('2026-03-01T09:00:00Z');
export const dayMs = 24 * 60 * 60_000;
const prefix = 'legwork-development-';

interface StartedExecution {
  readonly status: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
}

export interface VersionedLegwork extends LegworkSandbox {
  nowMs(): number;
  call<Output>(service: 'states' | 'lambda' | 'logs' | 'cloudwatch', operation: string, input: object): Promise<Output>;
  /** An event of the booking service, and all that comes of it at once. */
  tell(detailType: string, detail: object): Promise<void>;
  /** Lets time pass, up to this instant and including it. */
  until(atMs: number): Promise<void>;
  /** The execution of a run of a workflow: status, and number of its version. */
  describe(name: string): Promise<{ readonly status: string; readonly version: number }>;
  /** Names of the states that it has entered, and ARNs of the functions that it has called, each once. */
  trace(name: string): Promise<{ readonly states: readonly string[]; readonly functions: readonly string[] }>;
  /** Where `live` of a workflow leads: shares by number of the version. */
  shares(type: string): Promise<Readonly<Record<string, number>>>;
  /** `legwork prune-versions --keep 1 --yes`. */
  prune(): Promise<CommandResult>;
}

export async function startVersionedLegwork(assemblyDirectory: string): Promise<VersionedLegwork> {
  const started = new Map<string, string>();
  const onEvent = (event: ObservedEvent): void => {
    if (event.kind === 'execution-started') started.set(event.name, event.executionArn);
  };
  const clock = { kind: 'skip', startMs } as const;
  const sandbox = await startLegwork({ assemblyDirectory, clock, seed: 1, port: 0, onEvent });
  const { runtime } = sandbox;
  const nowMs = () => runtime.kernel.clock.nowMs();
  let events = 0;
  const call: VersionedLegwork['call'] = async <Output>(
    service: Parameters<VersionedLegwork['call']>[0],
    operation: string,
    input: object,
  ) => (await runtime.kernel.call({ service, operation, input, caller: { kind: 'administrator' } })) as Output;
  const arnOf = (name: string): string => {
    const arn = started.get(name);
    if (arn === undefined) throw new Error(`no execution is called ${name}: ${[...started.keys()].join(', ')}`);
    return arn;
  };

  return {
    ...sandbox,
    nowMs,
    call,
    async tell(detailType, detail) {
      events += 1;
      const occurredAt = new Date(nowMs()).toISOString();
      const fields = { eventId: `evt-${events}`, occurredAt, version: events };
      expect(await sandbox.emit(detailType, { ...fields, ...detail })).toBeNull();
      await runtime.kernel.work.whenIdle();
    },
    until: (atMs) => runtime.runThrough(atMs),
    async describe(name) {
      const execution = await call<StartedExecution>('states', 'DescribeExecution', { executionArn: arnOf(name) });
      const version = Number(execution.stateMachineVersionArn?.split(':').at(-1));
      return { status: execution.status, version };
    },
    async trace(name) {
      type Event = {
        readonly stateEnteredEventDetails?: { readonly name: string };
        readonly taskScheduledEventDetails?: { readonly parameters: string };
      };
      const { events: history } = await call<{ events: readonly Event[] }>('states', 'GetExecutionHistory', {
        executionArn: arnOf(name),
        maxResults: 1_000,
      });
      const states = history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
      const functions = history.flatMap(({ taskScheduledEventDetails }) => {
        const { FunctionName } = JSON.parse(taskScheduledEventDetails?.parameters ?? '{}') as { FunctionName?: string };
        return FunctionName?.split(`:function:${prefix}`)[1] ?? [];
      });
      return { states: [...new Set(states)], functions: [...new Set(functions)] };
    },
    async shares(type) {
      const { routingConfiguration } = await call<{
        routingConfiguration: ReadonlyArray<{ readonly stateMachineVersionArn: string; readonly weight: number }>;
      }>('states', 'DescribeStateMachineAlias', { stateMachineAliasArn: `${machineArn(type)}:live` });
      return Object.fromEntries(
        routingConfiguration.map((route) => [route.stateMachineVersionArn.split(':').at(-1), route.weight]),
      );
    },
    prune: () =>
      runLegwork(['prune-versions', '--keep', '1', '--yes', '--local', '--endpoint-url', runtime.endpoint], { nowMs }),
  };
}

export const machineArn = (type: string): string =>
  `arn:aws:states:eu-west-1:111122223333:stateMachine:${prefix}${type}`;

/** A booking that starts in nine days and lasts for two, with a deposit and a leg. */
export function booking(id: string, nowMs: number, more: Record<string, unknown> = {}) {
  const at = (days: number): string => new Date(nowMs + days * dayMs).toISOString();
  const location = { lat: 52.52, lng: 13.405 };
  return {
    id,
    customerId: 'C-1',
    zone: 'Europe/Berlin',
    start: at(9),
    end: at(11),
    vehicleId: 'V-1',
    deposit: { amountCents: 20_000, currency: 'EUR' },
    paymentMethodId: 'pm_1',
    legs: [{ id: `L-${id}`, kind: 'delivery', windowStart: at(8.9), windowEnd: at(8.95), location }],
    ...more,
  };
}
