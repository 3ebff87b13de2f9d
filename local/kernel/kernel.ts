import type { Clock } from '../clock/clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { Identifiers } from './identifiers.ts';
import type { Meter } from './meter.ts';
import type { Observer } from './observer.ts';
import type { AccessRequest, Caller, CallRequest, Service, ServiceName } from './service.ts';
import type { Work } from './work.ts';

/** What every service of the runtime is given: time, randomness, identity, and the way to call one another. */
export interface Kernel {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  /** Uniform in [0, 1), from the runtime's seed. */
  readonly random: () => number;
  readonly identifiers: Identifiers;
  readonly work: Work;
  readonly meter: Meter;
  readonly observer: Observer;
  readonly journal: Journal;
  /** Authorises the caller, then runs the operation. Throws `AwsError` as AWS would answer. */
  call(request: CallRequest): Promise<unknown>;
  /**
   * For what a service does by itself on behalf of a caller, without an operation of the API: throws what the service answers
   * unless the caller may do all of `access`.
   */
  authorise(service: ServiceName, caller: Caller, access: readonly AccessRequest[]): void;
  /** Adds a service; called once each while the runtime is put together. */
  register(service: Service): void;
}
