import { createSkipClock, type SkipClock } from '../../../../local/clock/skip-clock.ts';
import { createServices } from '../../../../local/create-services.ts';
import { createInProcessOrigins } from '../../../../local/http/in-process-origins.ts';
import { createIam, type Iam } from '../../../../local/iam/iam.ts';
import { createDurableJournal } from '../../../../local/journal/durable-journal.ts';
import { createVolatileJournal } from '../../../../local/journal/journal.ts';
import { createKernel } from '../../../../local/kernel/dispatcher.ts';
import { createEventLog } from '../../../../local/kernel/event-log.ts';
import { createFaults } from '../../../../local/kernel/faults.ts';
import type { Kernel } from '../../../../local/kernel/kernel.ts';
import { createMeter } from '../../../../local/kernel/meter.ts';
import { createObserver } from '../../../../local/kernel/observer.ts';
import type { Service } from '../../../../local/kernel/service.ts';
import { createWork } from '../../../../local/kernel/work.ts';

const accountId = '111122223333';
export const roleArn = `arn:aws:iam::${accountId}:role/machine`;
/** The address of queues; nobody calls it. */
const noEndpoint = 'http://127.0.0.1:0';
const startMs = Date.parse('2026-03-10T17:00:00Z');

/** All services of the runtime, Lambda replaced; with a directory, what it has is recovered and written on. */
export async function openKernel(directory?: string): Promise<{ readonly kernel: Kernel; readonly clock: SkipClock }> {
  const journal = directory === undefined ? createVolatileJournal() : createDurableJournal(directory);
  const work = createWork((error, label) => {
    throw new Error(`${label} failed`, { cause: error });
  });
  const clock = createSkipClock(Number(journal.attached('clock') ?? startMs), work);
  const meter = createMeter();
  journal.attach('meter', () => JSON.stringify(meter.read()));
  journal.attach('clock', clock.nowMs);
  const observer = createObserver(clock.nowMs);
  const iam = createIam({ accountId, observer, journal });
  const kernel = createKernel({
    accountId,
    region: 'eu-west-1',
    clock,
    seed: 1,
    work,
    meter,
    observer,
    faults: createFaults(),
    journal,
    authorise: iam.authorise,
  });
  putRole(iam);
  const services = createServices(kernel, {
    iam,
    clockKind: () => 'skip',
    endpoint: () => noEndpoint,
    origins: createInProcessOrigins(),
  });
  for (const service of services.services) kernel.register(service.name === 'lambda' ? lambda : service);
  createEventLog(journal, observer);
  await services.recover();
  journal.resume();
  return { kernel, clock };
}

interface Invocation {
  readonly FunctionName: string;
  readonly Payload: Uint8Array;
}

/** In place of the runtime's Lambda: answers every function's input. */
const lambda: Service = {
  name: 'lambda',
  operations: {
    Invoke: {
      access: ({ FunctionName }: Invocation) => [{ action: 'lambda:InvokeFunction', resource: FunctionName }],
      handle: ({ Payload }: Invocation) => ({ StatusCode: 200, ExecutedVersion: '$LATEST', Payload }),
    },
  },
};

function putRole({ roles }: Iam): void {
  const invoke = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' } as const;
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } } as const;
  roles.put({
    arn: roleArn,
    name: 'machine',
    trustPolicy: { Statement: [trust] },
    inlinePolicies: [{ Statement: [invoke] }],
    managedPolicyArns: [],
  });
}
