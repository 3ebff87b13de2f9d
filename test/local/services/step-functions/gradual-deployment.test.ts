import { beforeEach, describe, expect, it } from 'vitest';
import type { ResourceProvider } from '../../../../local/assembly/resource-provider.ts';
import { createWorld, definitionOf, machineArn, startMs, type World } from './step-functions-world.ts';

const version = (number: number): string => `${machineArn}:${number}`;
const aliasArn = `${machineArn}:live`;
const minuteMs = 60_000;

interface Preference {
  readonly Type: string;
  readonly Percentage?: number | string;
  readonly Interval?: number | string;
  readonly Alarms?: readonly string[];
}

describe('a deployment preference', () => {
  let world: World;
  /** Names of alarms that are in ALARM. */
  let active: string[];
  let provider: ResourceProvider;

  beforeEach(async () => {
    active = [];
    world = createWorld({
      cloudwatch: {
        DescribeAlarms: ({ AlarmNames }: { readonly AlarmNames: readonly string[] }) => ({
          MetricAlarms: AlarmNames.filter((name) => name !== 'missing').map((AlarmName) => ({
            AlarmName,
            StateValue: active.includes(AlarmName) ? 'ALARM' : 'OK',
          })),
          CompositeAlarms: [],
        }),
      },
    });
    provider = world.stepFunctions.resourceProviders.find(({ type }) => type.endsWith('StateMachineAlias'))!;
    await world.create({ Only: { Type: 'Wait', Seconds: 86_400, End: true } });
    for (const output of ['1', '2', '3']) {
      const definition = definitionOf({ Only: { Type: 'Wait', Seconds: 86_400, Output: output, End: true } });
      await world.states('UpdateStateMachine', { stateMachineArn: machineArn, definition, publish: true });
    }
    await provider.create(request(1, { Type: 'ALL_AT_ONCE' }));
  });

  const request = (number: number, preference: Preference) => ({
    stackName: 'Stack',
    logicalId: 'Live',
    properties: { Name: 'live', DeploymentPreference: { StateMachineVersionArn: version(number), ...preference } },
    assemblyDirectory: '/assembly',
    assetPath: (key: string) => key,
  });
  const deploy = (number: number, preference: Preference, more: { isAtOnce?: boolean; signal?: AbortSignal } = {}) =>
    provider.updateGradually!(
      request(number, preference),
      { ref: aliasArn, attributes: { Arn: aliasArn } },
      {
        previous: request(1, preference),
        isAtOnce: false,
        signal: new AbortController().signal,
        ...more,
      },
    );
  /** Shares by version's number. */
  const shares = async (): Promise<Record<string, number>> => {
    const { routingConfiguration } = await world.states('DescribeStateMachineAlias', {
      stateMachineAliasArn: aliasArn,
    });
    return Object.fromEntries(
      routingConfiguration.map((route: { stateMachineVersionArn: string; weight: number }) => [
        route.stateMachineVersionArn.split(':').at(-1),
        route.weight,
      ]),
    );
  };
  const toMinute = (minute: number) => world.clock.runThrough(startMs + minute * minuteMs);
  /** The shares at each minute, where they are others than the minute before. */
  const sharesUntil = async (minute: number) => {
    const seen: [number, Record<string, number>][] = [];
    for (let at = 0; at <= minute; at += 1) {
      await toMinute(at);
      const now = await shares();
      if (JSON.stringify(now) !== JSON.stringify(seen.at(-1)?.[1])) seen.push([at, now]);
    }
    return seen;
  };

  it('CANARY moves a first share at once and the rest when the interval has passed', async () => {
    const deployment = deploy(2, { Type: 'CANARY', Percentage: 10, Interval: 30 });
    expect(await sharesUntil(60)).toEqual([
      [0, { 1: 90, 2: 10 }],
      [30, { 2: 100 }],
    ]);
    await deployment;
  });

  it('LINEAR moves one share more each time, the last one as far as it goes; numbers may be text', async () => {
    const deployment = deploy(2, { Type: 'LINEAR', Percentage: '33', Interval: '5' });
    expect(await sharesUntil(60)).toEqual([
      [0, { 1: 67, 2: 33 }],
      [5, { 1: 34, 2: 66 }],
      [10, { 1: 1, 2: 99 }],
      [15, { 2: 100 }],
    ]);
    await deployment;
  });

  it('ALL_AT_ONCE moves everything at once and looks at no alarm', async () => {
    active = ['failed'];
    await deploy(2, { Type: 'ALL_AT_ONCE', Alarms: ['failed'] });
    expect(await shares()).toEqual({ 2: 100 });
  });

  it('G1: an alarm takes all traffic back within the minute, and the deployment fails with its name', async () => {
    const failed = expect(
      deploy(2, { Type: 'CANARY', Percentage: 10, Interval: 30, Alarms: ['quiet', 'failed', 'missing'] }),
    ).rejects.toThrow("Aborting deployment. The following CloudWatch alarms are in an 'ALARM' state: [failed].");
    await toMinute(7);
    expect(await shares()).toEqual({ 1: 90, 2: 10 });
    active = ['failed'];
    await toMinute(8);
    expect(await shares()).toEqual({ 1: 100 });
    await failed;
  });

  it('G1: an alarm that is in ALARM already lets nothing move', async () => {
    active = ['failed'];
    const { executionArn } = await world.states('StartExecution', { stateMachineArn: aliasArn });
    await expect(deploy(2, { Type: 'LINEAR', Percentage: 50, Interval: 1, Alarms: ['failed'] })).rejects.toThrow(
      "'ALARM' state: [failed]",
    );
    expect(await shares()).toEqual({ 1: 100 });
    expect(await world.states('DescribeExecution', { executionArn })).toMatchObject({
      stateMachineVersionArn: version(1),
    });
  });

  it('G2: an alarm after the last share changes nothing', async () => {
    const deployment = deploy(2, { Type: 'LINEAR', Percentage: 50, Interval: 1, Alarms: ['failed'] });
    await toMinute(1);
    await deployment;
    active = ['failed'];
    await toMinute(10);
    expect(await shares()).toEqual({ 2: 100 });
  });

  it('G3: a change by somebody else ends it and stays', async () => {
    const failed = expect(deploy(2, { Type: 'CANARY', Percentage: 10, Interval: 30 })).rejects.toThrow(
      `it routes [${version(3)}: 100], expected [${version(1)}: 90, ${version(2)}: 10]`,
    );
    await toMinute(3);
    await world.states('UpdateStateMachineAlias', {
      stateMachineAliasArn: aliasArn,
      routingConfiguration: [{ stateMachineVersionArn: version(3), weight: 100 }],
    });
    await toMinute(4);
    expect(await shares()).toEqual({ 3: 100 });
    await failed;
  });

  it('is cut short with the reason of whoever does, between two looks', async () => {
    const abort = new AbortController();
    const failed = expect(
      deploy(2, { Type: 'CANARY', Percentage: 10, Interval: 30 }, { signal: abort.signal }),
    ).rejects.toThrow('another one failed');
    await toMinute(3);
    abort.abort(new Error('another one failed'));
    await failed;
    await toMinute(60);
    expect(await shares()).toEqual({ 1: 90, 2: 10 });
  });

  it('moves at once in a rollback, and where only the pace has changed', async () => {
    await deploy(2, { Type: 'CANARY', Percentage: 10, Interval: 30 }, { isAtOnce: true });
    expect(await shares()).toEqual({ 2: 100 });
    await deploy(1, { Type: 'CANARY', Percentage: 20, Interval: 30 });
    expect(await shares()).toEqual({ 1: 100 });
  });

  it.each([
    [{ Type: 'BLUE_GREEN' }, 'DeploymentPreference.Type is BLUE_GREEN, expected ALL_AT_ONCE, CANARY or LINEAR'],
    [{ Type: 'CANARY', Interval: 1 }, 'DeploymentPreference.Percentage is required for the type CANARY'],
    [{ Type: 'LINEAR', Percentage: 5 }, 'DeploymentPreference.Interval is required for the type LINEAR'],
    [{ Type: 'CANARY', Percentage: 100, Interval: 1 }, 'Percentage is 100, expected a whole number from 1 to 99'],
    [{ Type: 'CANARY', Percentage: 1, Interval: 2101 }, 'Interval is 2101, expected a whole number from 1 to 2100'],
    [
      { Type: 'LINEAR', Percentage: 1, Interval: 22 },
      'Interval makes a linear deployment of 2200 minutes, at most 2100',
    ],
  ])('%j is refused', async (preference, message) => {
    await expect(provider.create(request(1, preference))).rejects.toThrow(message);
  });

  it('is refused beside routes, and where traffic is on two versions before', async () => {
    const both = request(1, { Type: 'ALL_AT_ONCE' });
    const routes = [1, 2].map((number) => ({ StateMachineVersionArn: version(number), Weight: 50 }));
    const properties = { ...both.properties, RoutingConfiguration: routes };
    await expect(provider.create({ ...both, properties })).rejects.toThrow('either RoutingConfiguration or');
    const previous = { ...both, properties: { Name: 'live', RoutingConfiguration: routes } };
    await expect(
      provider.updateGradually!(
        request(3, { Type: 'LINEAR', Percentage: 50, Interval: 1 }),
        { ref: aliasArn, attributes: {} },
        { previous, isAtOnce: false, signal: new AbortController().signal },
      ),
    ).rejects.toThrow('Live: a deployment of type LINEAR begins with all traffic on one version, not two');
  });

  describe('while two versions have traffic', () => {
    const started = async (count: number): Promise<string[]> => {
      const versions: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const name = `order-${index}-r1`;
        const { executionArn } = await world.states('StartExecution', { stateMachineArn: aliasArn, name });
        const { stateMachineVersionArn } = await world.states('DescribeExecution', { executionArn });
        versions.push(stateMachineVersionArn.split(':').at(-1));
      }
      return versions;
    };

    it('starts are shared out by weight, the same for the same seed', async () => {
      void deploy(2, { Type: 'CANARY', Percentage: 30, Interval: 30 });
      await toMinute(0);
      const versions = await started(200);
      const share = versions.filter((one) => one === '2').length / versions.length;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.4);
      // Seed 1, drawn once: another order of draws is another course of every simulation.
      expect(versions.slice(0, 12).join('')).toMatchInlineSnapshot(`"111111111222"`);
    });

    it('a start that is repeated is answered with the execution that runs, whichever version is drawn', async () => {
      void deploy(2, { Type: 'CANARY', Percentage: 50, Interval: 30 });
      await toMinute(0);
      const start = () =>
        world.states('StartExecution', { stateMachineArn: aliasArn, name: 'order-1-r1', input: '{"id":"1"}' });
      const first = await start();
      const before = await world.states('DescribeExecution', { executionArn: first.executionArn });
      for (let index = 0; index < 20; index += 1) expect(await start()).toEqual(first);
      expect(await world.states('DescribeExecution', { executionArn: first.executionArn })).toEqual(before);
      const { executions } = await world.states('ListExecutions', { stateMachineArn: machineArn });
      expect(executions).toHaveLength(1);
    });
  });
});
