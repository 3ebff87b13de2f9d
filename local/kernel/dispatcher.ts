import type { Clock } from '../clock/clock.ts';
import { createVolatileJournal, type Journal } from '../journal/journal.ts';
import { AwsError } from './aws-error.ts';
import type { Faults } from './faults.ts';
import { createIdentifiers, createResumableRandom, type Identifiers } from './identifiers.ts';
import type { Kernel } from './kernel.ts';
import type { Meter } from './meter.ts';
import type { Observer } from './observer.ts';
import type { AccessRequest, CallContext, Caller, CallRequest, Operation, ServiceName } from './service.ts';
import type { Work } from './work.ts';

export interface KernelOptions {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  /** What random numbers and identifiers are drawn from. */
  readonly seed: number;
  readonly work: Work;
  readonly meter: Meter;
  readonly observer: Observer;
  readonly faults: Faults;
  /** Default: nothing is kept. */
  readonly journal?: Journal;
  /** Throws if the caller may not do all of `access`: `Iam.authorise`. */
  readonly authorise: (service: ServiceName, caller: Caller, access: readonly AccessRequest[]) => void;
}

/** Codes by which services refuse what comes too often. */
const throttles = /^(Throttling|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded)/;

/**
 * The kernel, whose `call` is the only way to an operation (K1): look it up, authorise, fail it if a fault is set, run it.
 * The administrator is spared the faults, so that whoever set one can look at what it did.
 */
export function createKernel(options: KernelOptions): Kernel {
  const { accountId, region, clock, seed, work, meter, observer, faults, authorise } = options;
  const { journal = createVolatileJournal() } = options;
  const services = new Map<ServiceName, ReadonlyMap<string, Operation>>();
  /** Goes on where the process before this one stopped: identifiers must not come twice. */
  const drawFrom = (name: string, firstSeed: number): (() => number) => {
    const source = createResumableRandom(Number(journal.attached(name) ?? firstSeed));
    journal.attach(name, source.state);
    return source.next;
  };
  const random = drawFrom('random', seed);
  const identifiers = createIdentifiers(random);
  // Drawn apart, so that a call more or less leaves everything else that is random as it was.
  const requestIdentifiers = createIdentifiers(drawFrom('request-random', seed + 1));

  const findOperation = (serviceName: ServiceName, name: string): Operation => {
    const operation = services.get(serviceName)?.get(name);
    if (operation !== undefined) return operation;
    throw new AwsError(
      'UnknownOperationException',
      `the local runtime does not know the operation ${serviceName}:${name}`,
    );
  };

  const answer = ({ service, operation, input, caller }: CallRequest): unknown => {
    const { access, handle } = findOperation(service, operation);
    authorise(service, caller, access(input));
    const fault = caller.kind === 'administrator' ? undefined : faults.find(service, operation);
    // A new error each time: one object thrown twice would carry the first call's stack.
    if (fault !== undefined) {
      if (throttles.test(fault.code)) observer.emit({ kind: 'call-throttled', service, operation });
      throw new AwsError(fault.code, fault.message, fault);
    }
    return handle(input, new CallOf(caller, requestIdentifiers));
  };

  return {
    accountId,
    region,
    clock,
    random,
    identifiers,
    work,
    meter,
    observer,
    journal,
    authorise,
    register: (service) => {
      if (services.has(service.name)) throw new Error(`the service ${service.name} is registered already`);
      services.set(service.name, new Map(Object.entries(service.operations)));
    },
    // Not async itself: where the answer is there at once, that would cost as much again as many an operation does.
    call: (request) => {
      try {
        const answered = answer(request);
        return answered instanceof Promise ? passOn(answered) : Promise.resolve(answered);
      } catch (error) {
        return Promise.reject(error);
      }
    },
  };
}

/** Not the promise itself: the service that made it is to come to rest before whoever called goes on. */
async function passOn(answered: Promise<unknown>): Promise<unknown> {
  return await answered;
}

/** The context of one call. Few operations ask for the request's id. */
class CallOf implements CallContext {
  declare readonly caller: Caller;
  declare private readonly identifiers: Identifiers;
  declare private knownRequestId: string | undefined;

  constructor(caller: Caller, identifiers: Identifiers) {
    this.caller = caller;
    this.identifiers = identifiers;
  }

  get requestId(): string {
    this.knownRequestId ??= this.identifiers.uuid();
    return this.knownRequestId;
  }
}
