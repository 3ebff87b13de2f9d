/**
 * What CloudFormation does with an alias whose version changes under a `DeploymentPreference`.
 *
 * G1  Alarms are looked at once a minute, and before anything moves. One that is in ALARM ends the deployment: all
 *     traffic goes back to where it came from, and the update fails.
 * G2  The first share moves at once, each further one when the interval has passed. The deployment ends with the last
 *     share; nobody looks at alarms after it.
 * G3  Routes that somebody else has changed meanwhile end the deployment and stay as they are.
 */
import type { Kernel } from '../../kernel/kernel.ts';
import { administrator } from '../../kernel/service.ts';
import { type DeploymentPreference, type GradualPace, nextPercentage } from './deployment-preference.ts';
import type { Route } from './machine-store.ts';

export interface TrafficShift {
  readonly aliasArn: string;
  /** Version that has all traffic before. */
  readonly originArn: string;
  readonly preference: DeploymentPreference & GradualPace;
  readonly signal: AbortSignal;
}

/** So often CloudFormation looks after a deployment. */
const lookMs = 60_000;
const minuteMs = 60_000;
const label = 'traffic shift';

/** Resolves when all traffic goes to the new version. @throws Error with the reason for which it does not */
export async function shiftTraffic(kernel: Kernel, shift: TrafficShift): Promise<void> {
  const { aliasArn, originArn, preference, signal } = shift;
  const { versionArn: targetArn, intervalMinutes, alarmNames } = preference;
  const { clock, work } = kernel;
  let percentage = 0;
  let shiftedAtMs = Number.NEGATIVE_INFINITY;

  const look = async (): Promise<void> => {
    const active = await activeAlarms(kernel, alarmNames);
    if (active.length > 0) {
      await setRoutes(kernel, aliasArn, routesOf(originArn, targetArn, 0));
      throw new Error(
        `Aborting deployment. The following CloudWatch alarms are in an 'ALARM' state: [${active.join(', ')}].`,
      );
    }
    const expected = routesOf(originArn, targetArn, percentage);
    if (percentage > 0) assertSameRoutes(await readRoutes(kernel, aliasArn), expected);
    if (clock.nowMs() < shiftedAtMs + intervalMinutes * minuteMs) return;
    percentage = nextPercentage(preference, percentage);
    await setRoutes(kernel, aliasArn, routesOf(originArn, targetArn, percentage));
    shiftedAtMs = clock.nowMs();
  };

  for (;;) {
    await work.during(label, async () => {
      try {
        await look();
      } finally {
        // Until the next timer is set, or who waits for the end has gone on.
        work.thisTurn(label);
      }
    });
    if (percentage === 100) return;
    await new Promise<void>((resolve, reject) => {
      const cancel = (): void => {
        timer.cancel();
        reject(signal.reason);
      };
      const timer = clock.setTimer(clock.nowMs() + lookMs, () => {
        signal.removeEventListener('abort', cancel);
        work.thisTurn(label);
        resolve();
      });
      if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel, { once: true });
    });
  }
}

function routesOf(originArn: string, targetArn: string, targetPercentage: number): readonly Route[] {
  return [
    { stateMachineVersionArn: originArn, weight: 100 - targetPercentage },
    { stateMachineVersionArn: targetArn, weight: targetPercentage },
  ].filter(({ weight }) => weight > 0);
}

/** @throws Error when there are others: somebody else has changed the alias */
function assertSameRoutes(actual: readonly Route[], expected: readonly Route[]): void {
  const show = (routes: readonly Route[]): string =>
    routes
      .map(({ stateMachineVersionArn, weight }) => `${stateMachineVersionArn}: ${weight}`)
      .sort()
      .join(', ');
  if (show(actual) === show(expected)) return;
  throw new Error(
    `The alias was changed by somebody else during the deployment: it routes [${show(actual)}], expected [${show(expected)}]`,
  );
}

async function activeAlarms(kernel: Kernel, alarmNames: readonly string[]): Promise<readonly string[]> {
  if (alarmNames.length === 0) return [];
  type Alarms = ReadonlyArray<{ readonly AlarmName: string; readonly StateValue: string }>;
  const { MetricAlarms = [], CompositeAlarms = [] } = (await kernel.call({
    service: 'cloudwatch',
    operation: 'DescribeAlarms',
    input: { AlarmNames: alarmNames, AlarmTypes: ['CompositeAlarm', 'MetricAlarm'], MaxRecords: 100 },
    caller: administrator,
  })) as { readonly MetricAlarms?: Alarms; readonly CompositeAlarms?: Alarms };
  return [...MetricAlarms, ...CompositeAlarms]
    .filter(({ StateValue }) => StateValue === 'ALARM')
    .map(({ AlarmName }) => AlarmName);
}

async function readRoutes(kernel: Kernel, stateMachineAliasArn: string): Promise<readonly Route[]> {
  const { routingConfiguration } = (await kernel.call({
    service: 'states',
    operation: 'DescribeStateMachineAlias',
    input: { stateMachineAliasArn },
    caller: administrator,
  })) as { readonly routingConfiguration: readonly Route[] };
  return routingConfiguration;
}

async function setRoutes(
  kernel: Kernel,
  stateMachineAliasArn: string,
  routingConfiguration: readonly Route[],
): Promise<void> {
  await kernel.call({
    service: 'states',
    operation: 'UpdateStateMachineAlias',
    input: { stateMachineAliasArn, routingConfiguration },
    caller: administrator,
  });
}
