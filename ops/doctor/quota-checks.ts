/** Whether the account's quotas leave room for the bookings that are expected: as Service Quotas says they are applied. */
import { ListServiceQuotasCommand, type ServiceQuota } from '@aws-sdk/client-service-quotas';
import type { Connection } from '../support/connection.ts';
import { type Check, type Finding, notChecked, ok, problem } from './check.ts';
import { type ExpectedLoad, expectLoad } from './expected-load.ts';

interface NeededQuota {
  /** As Service Quotas names the service. */
  readonly serviceCode: string;
  readonly service: string;
  /** Part of the quota's name, which the console shows as well: codes differ, names say what is meant. */
  readonly name: RegExp;
  readonly what: string;
  need(load: ExpectedLoad): number;
}

const needed: readonly NeededQuota[] = [
  {
    serviceCode: 'states',
    service: 'Step Functions',
    name: /^StartExecution throttle token refill rate/i,
    what: 'executions started a second',
    need: (load) => load.executionStartsPerSecond,
  },
  {
    serviceCode: 'states',
    service: 'Step Functions',
    name: /^State ?Transition.*refill rate/i,
    what: 'transitions a second',
    need: (load) => load.transitionsPerSecond,
  },
  {
    serviceCode: 'states',
    service: 'Step Functions',
    name: /open executions/i,
    what: 'open executions',
    need: (load) => load.openExecutions,
  },
  {
    serviceCode: 'scheduler',
    service: 'Scheduler',
    name: /^Number of schedules$/i,
    what: 'schedules',
    need: (load) => load.schedules,
  },
  {
    serviceCode: 'scheduler',
    service: 'Scheduler',
    name: /^CreateSchedule request rate/i,
    what: 'schedules created a second',
    need: (load) => load.scheduleCreationsPerSecond,
  },
  {
    serviceCode: 'scheduler',
    service: 'Scheduler',
    name: /^Invocations throttle limit/i,
    what: 'firings a second',
    need: (load) => load.scheduleInvocationsPerSecond,
  },
  {
    serviceCode: 'events',
    service: 'EventBridge',
    name: /^PutEvents throttle limit/i,
    what: 'events a second',
    need: (load) => load.eventsPerSecond,
  },
];

const aboutService = (service: string) => `quotas of ${service}`;

/** One check for each service. @param bookingsPerDay that the account is to carry */
export function quotaChecks(bookingsPerDay: number): readonly Check[] {
  const load = expectLoad(bookingsPerDay);
  return [...new Set(needed.map(({ serviceCode }) => serviceCode))].map((serviceCode) => {
    const ofService = needed.filter((quota) => quota.serviceCode === serviceCode);
    return {
      about: aboutService(ofService[0]!.service),
      needs: ['servicequotas:ListServiceQuotas'],
      async run(connection) {
        const applied = await readQuotas(connection, serviceCode);
        return ofService.map((quota) => judge(quota, applied, load, bookingsPerDay));
      },
    };
  });
}

function judge(
  { service, name, what, need }: NeededQuota,
  applied: readonly ServiceQuota[],
  load: ExpectedLoad,
  bookingsPerDay: number,
): Finding {
  const about = aboutService(service);
  // Where a quota is there for several kinds of machines or Regions, the smallest one counts.
  const found = applied
    .filter(({ QuotaName = '', Value }) => name.test(QuotaName) && Value !== undefined)
    .sort((one, other) => one.Value! - other.Value!)[0];
  const needs = need(load);
  if (found === undefined)
    return notChecked(about, `Service Quotas tells nothing of ${what}; ${bookingsPerDay} bookings a day need ${needs}`);
  const text = `${found.Value} ${what}; ${bookingsPerDay} bookings a day need ${needs} at their busiest`;
  return found.Value! >= needs
    ? ok(about, text)
    : problem(about, `${text}: have "${found.QuotaName}" (${found.QuotaCode ?? 'no code'}) raised`);
}

async function readQuotas({ quotas }: Connection, ServiceCode: string): Promise<readonly ServiceQuota[]> {
  const found: ServiceQuota[] = [];
  let NextToken: string | undefined;
  do {
    const page: { readonly Quotas?: ServiceQuota[]; readonly NextToken?: string } = await quotas.send(
      new ListServiceQuotasCommand({ ServiceCode, MaxResults: 100, NextToken }),
    );
    found.push(...(page.Quotas ?? []));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found;
}
