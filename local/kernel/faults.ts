import type { AwsError } from './aws-error.ts';
import type { ServiceName } from './service.ts';

/** Errors that operations answer while they are set: outages and throttles of a simulation. */
export interface Faults {
  /** `operation` `*`: all of the service. null ends the fault. */
  set(service: ServiceName, operation: string | '*', fault: AwsError | null): void;
  find(service: ServiceName, operation: string): AwsError | undefined;
}

export function createFaults(): Faults {
  const faults = new Map<string, AwsError>();
  const keyOf = (service: ServiceName, operation: string): string => `${service}:${operation}`;
  return {
    set: (service, operation, fault) => {
      if (fault === null) faults.delete(keyOf(service, operation));
      else faults.set(keyOf(service, operation), fault);
    },
    find: (service, operation) => faults.get(keyOf(service, operation)) ?? faults.get(keyOf(service, '*')),
  };
}
