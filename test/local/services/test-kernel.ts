import { createSkipClock, type SkipClock } from '../../../local/clock/skip-clock.ts';
import { AwsError } from '../../../local/kernel/aws-error.ts';
import { createKernel } from '../../../local/kernel/dispatcher.ts';
import { createFaults, type Faults } from '../../../local/kernel/faults.ts';
import type { Kernel } from '../../../local/kernel/kernel.ts';
import { createMeter } from '../../../local/kernel/meter.ts';
import { createObserver, type ObservedEvent } from '../../../local/kernel/observer.ts';
import {
  type AccessRequest,
  administrator,
  type Caller,
  type Operation,
  type ServiceName,
} from '../../../local/kernel/service.ts';
import { createWork } from '../../../local/kernel/work.ts';

/** What a stand-in service was called with. */
export interface RecordedCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly caller: Caller;
  readonly atMs: number;
}

export interface TestKernel {
  readonly kernel: Kernel;
  readonly clock: SkipClock;
  readonly faults: Faults;
  readonly observed: ObservedEvent[];
  /** Access requests that were authorised, in order. */
  readonly authorised: Array<AccessRequest & { readonly caller: Caller }>;
  /** Callers and actions that are refused from now on. */
  deny(action: string, callerKind: Caller['kind']): void;
  call<Output = Record<string, unknown>>(
    service: ServiceName,
    operation: string,
    input?: Record<string, unknown>,
    caller?: Caller,
  ): Promise<Output>;
  /** Registers a service whose operations record their calls; each may answer or throw something. */
  standIn(
    service: ServiceName,
    operations: Readonly<Record<string, (input: Record<string, unknown>) => unknown>>,
  ): RecordedCall[];
}

/** A kernel with a skip clock from `start` on, and an authoriser that allows what `deny` does not refuse. */
export function createTestKernel(start = '2026-03-01T00:00:00Z'): TestKernel {
  const work = createWork((error, label) => {
    throw new Error(`work failed: ${label}`, { cause: error });
  });
  const clock = createSkipClock(Date.parse(start), work);
  const observer = createObserver(clock.nowMs);
  const observed: ObservedEvent[] = [];
  observer.subscribe((event) => observed.push(event));
  const authorised: Array<AccessRequest & { readonly caller: Caller }> = [];
  const denied = new Set<string>();
  const faults = createFaults();
  const kernel = createKernel({
    accountId: '111122223333',
    region: 'eu-west-1',
    clock,
    seed: 7,
    work,
    meter: createMeter(),
    observer,
    faults,
    authorise: (_service, caller, access) => {
      for (const request of access) {
        if (denied.has(`${request.action} ${caller.kind}`)) {
          throw new AwsError('AccessDeniedException', `${request.action} is denied`, { statusCode: 403 });
        }
        authorised.push({ ...request, caller });
      }
    },
  });
  return {
    kernel,
    clock,
    faults,
    observed,
    authorised,
    deny: (action, callerKind) => {
      denied.add(`${action} ${callerKind}`);
    },
    call: async <Output>(
      service: ServiceName,
      operation: string,
      input: Record<string, unknown> = {},
      caller: Caller = administrator,
    ) => (await kernel.call({ service, operation, input, caller })) as Output,
    standIn: (service, operations) => {
      const calls: RecordedCall[] = [];
      const record = ([operation, answer]: [string, (input: Record<string, unknown>) => unknown]): [
        string,
        Operation,
      ] => [
        operation,
        {
          access: () => [],
          handle: (input, { caller }) => {
            calls.push({ service, operation, input, caller, atMs: clock.nowMs() });
            return answer(input);
          },
        },
      ];
      kernel.register({ name: service, operations: Object.fromEntries(Object.entries(operations).map(record)) });
      return calls;
    },
  };
}

export const minutes = (count: number): number => count * 60_000;
export const seconds = (count: number): number => count * 1000;
