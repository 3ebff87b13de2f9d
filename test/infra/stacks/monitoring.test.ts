import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { createNames, ENTITY_TYPES, type MachineType } from '../../../infra/names.ts';
import { workflowTypes } from '../../../lambdas/domain/workflow-types.ts';
import { staleMetrics } from '../../../lambdas/signals/sweep-workflows.ts';
import { PROJECT_ROOT, synthesize } from '../synthesize.ts';
import { resourcesOf, theResource } from '../template.ts';

const prefix = 'legwork-development-';
const runbooks = join(PROJECT_ROOT, 'docs', 'runbooks');
const pages = readdirSync(runbooks).filter((file) => file.endsWith('.md') && file !== 'README.md');
const read = (...path: string[]) => readFileSync(join(PROJECT_ROOT, ...path), 'utf8');

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string }[];
  readonly TreatMissingData: string;
  readonly AlarmActions: readonly unknown[];
  readonly OKActions: readonly unknown[];
}

let template: Template;
let alarms: readonly AlarmProperties[];
beforeAll(() => {
  template = synthesize();
  alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
});

const kindOf = ({ AlarmDescription }: AlarmProperties) => /\/([a-z-]+)\.md$/.exec(AlarmDescription)?.[1] ?? '';
const kinds = () => [...new Set(alarms.map(kindOf))].sort();

describe('every alarm', () => {
  test('is told to the topic, when it fires and when it clears', () => {
    const [topicId] = theResource(template, 'AWS::SNS::Topic');
    expect(alarms.length).toBeGreaterThan(100);
    for (const { AlarmName, AlarmActions, OKActions } of alarms) {
      expect([AlarmName, AlarmActions, OKActions]).toEqual([AlarmName, [{ Ref: topicId }], [{ Ref: topicId }]]);
    }
  });

  test('says what it means, when it fires, and where to read on, and is named after that page', () => {
    for (const alarm of alarms) {
      expect(alarm.AlarmDescription).toMatch(
        /^[A-Z].+\. Fires within \d+ minutes\. Runbook: docs\/runbooks\/[a-z-]+\.md$/,
      );
      expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1_024);
      expect(alarm.AlarmName.startsWith(`${prefix}${kindOf(alarm)}`)).toBe(true);
    }
  });

  test('on failed executions has the name that a gradual deployment looks for', () => {
    const names = createNames(new Stack(), 'legwork-development');
    const failed = alarms.filter((alarm) => kindOf(alarm) === 'workflow-failed').map(({ AlarmName }) => AlarmName);
    const types: MachineType[] = [...ENTITY_TYPES, 'notification', 'leg-assessment', 'vehicle-check'];
    expect(failed.sort()).toEqual(types.map((type) => names.workflowFailedAlarmName(type)).sort());
  });

  test('takes silence for peace, but those of the sweeper', () => {
    const treatment = (kind: string) => [
      ...new Set(alarms.filter((one) => kindOf(one) === kind).map((one) => one.TreatMissingData)),
    ];
    expect(treatment('workflow-stale')).toEqual(['ignore']);
    expect(treatment('sweeps-missing')).toEqual(['breaching']);
    for (const kind of kinds().filter((one) => !['workflow-stale', 'sweeps-missing'].includes(one))) {
      expect([kind, treatment(kind)]).toEqual([kind, ['notBreaching']]);
    }
  });

  test('is on a metric that is really there: none by function of Step Functions, which tasks of ours do not have', () => {
    expect(alarms.filter(({ MetricName }) => /^LambdaFunction/.test(MetricName))).toEqual([]);
    // Metrics of DynamoDB ignore whatever is said about missing data.
    expect(alarms.filter(({ Namespace }) => Namespace === 'AWS/DynamoDB')).toEqual([]);
  });

  test('on a counter of ours is on one that a function counts', () => {
    const counted = new Set([...Object.values(staleMetrics)]);
    for (const file of sourcesOf('lambdas')) {
      for (const [, name] of read(file).matchAll(/metrics\.count\('([A-Za-z]+)'/g)) counted.add(name!);
    }
    const ours = alarms.filter(({ Namespace }) => Namespace === 'Legwork').map(({ MetricName }) => MetricName);
    expect(ours.filter((name) => !counted.has(name))).toEqual([]);
    expect(ENTITY_TYPES).toEqual(workflowTypes);
  });
});

describe('every kind of alarm', () => {
  test('has a runbook with the same four parts, and every runbook an alarm', () => {
    expect(pages.map((page) => page.replace('.md', '')).sort()).toEqual(kinds());
    for (const page of pages) {
      const headings = [...read('docs', 'runbooks', page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
      expect(headings).toEqual([
        `\`${page.replace('.md', '')}\``,
        'What it means',
        'What to look at',
        'What to do',
        'How it clears',
      ]);
    }
  });

  test('is in the index, and in a test that plays its fault', () => {
    const index = read('docs', 'runbooks', 'README.md');
    const tests = sourcesOf('test/scenarios/alarms')
      .map((file) => read(file))
      .join('\n');
    for (const kind of kinds()) {
      expect(index).toContain(`[\`${kind}\`](${kind}.md)`);
      expect(tests).toMatch(new RegExp(`expectToFire\\(\\s*['\`]${kind}`));
      expect(tests).toMatch(new RegExp(`expectToClear\\(\\s*['\`]${kind}`));
    }
  });

  test('has a runbook that names commands which exist', () => {
    const commands = new Set(readdirSync(join(PROJECT_ROOT, 'ops', 'commands')).map((file) => file.replace('.ts', '')));
    for (const page of pages) {
      const named = [...read('docs', 'runbooks', page).matchAll(/legwork ([a-z-]+) ?/g)].map(([, name]) => name!);
      expect([page, named.filter((name) => !commands.has(name))]).toEqual([page, []]);
    }
  });
});

describe('the topic of alarms', () => {
  test('is encrypted with a key that CloudWatch may use, for alarms of this stage alone', () => {
    const [keyId, key] = theResource(template, 'AWS::KMS::Key');
    const [, topic] = theResource(template, 'AWS::SNS::Topic');
    expect(topic.Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [keyId, 'Arn'] });
    expect(key.Properties.EnableKeyRotation).toBe(true);
    const statements: { Principal: { Service?: string }; Condition: unknown; Action: unknown }[] =
      key.Properties.KeyPolicy.Statement;
    const ofCloudWatch = statements.filter(({ Principal }) => Principal.Service === 'cloudwatch.amazonaws.com');
    expect(ofCloudWatch).toMatchObject([
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Condition: {
          ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', expect.arrayContaining([`:alarm:${prefix}*`])] } },
        },
      },
    ]);
  });

  test('has the subscribers that the configuration names', () => {
    const settings = { alarmEmailAddresses: ['on-call@legwork.example'] };
    const [, subscription] = theResource(synthesize({ settings }), 'AWS::SNS::Subscription');
    expect(subscription.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'on-call@legwork.example' });
    expect(resourcesOf(template, 'AWS::SNS::Subscription')).toEqual([]);
  });
});

describe('the sweeper', () => {
  test('comes as often as the configuration says, from the deployment on, and its alarms promise accordingly', () => {
    const production = synthesize({ stage: 'production' });
    const [, schedule] = theResource(production, 'AWS::Scheduler::Schedule');
    expect(schedule.Properties).toMatchObject({ ScheduleExpression: 'rate(15 minutes)', Target: { Input: '{}' } });
    expect(schedule.Properties).not.toHaveProperty('StartDate');
    const periodOf = (name: string) =>
      theResource(production, 'AWS::CloudWatch::Alarm', { AlarmName: `legwork-production-${name}` })[1].Properties;
    expect(periodOf('workflow-stale-booking')).toMatchObject({
      Period: 900,
      AlarmDescription: expect.stringContaining('Fires within 20 minutes.'),
    });
    expect(periodOf('sweeps-missing')).toMatchObject({
      Period: 900,
      AlarmDescription: expect.stringContaining('Fires within 50 minutes.'),
    });
  });
});

describe('the dashboard', () => {
  const widgets = () => {
    const [, { Properties }] = theResource(template, 'AWS::CloudWatch::Dashboard');
    const [, parts] = Properties.DashboardBody['Fn::Join'] as [string, unknown[]];
    return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'reference')).join('')).widgets as {
      readonly type: string;
      readonly width: number;
      readonly properties: {
        readonly markdown?: string;
        readonly alarms?: readonly string[];
        readonly metrics?: readonly unknown[];
      };
    }[];
  };

  test('answers four questions, in this order', () => {
    const titles = widgets().flatMap(({ properties }) => /^# (.+)/.exec(properties.markdown ?? '')?.[1] ?? []);
    expect(titles).toEqual(['Is it healthy?', 'What is stuck?', 'What is late?', 'What does it cost?']);
  });

  test('shows every alarm, and no more in a widget than CloudWatch takes', () => {
    const shown = widgets().flatMap(({ properties }) =>
      properties.alarms === undefined ? [] : [properties.alarms.length],
    );
    expect(Math.max(...shown)).toBeLessThanOrEqual(100);
    expect(shown.reduce((sum, count) => sum + count, 0)).toBe(alarms.length);
    expect(widgets().every(({ properties }) => (properties.metrics?.length ?? 0) <= 500)).toBe(true);
  });
});

function sourcesOf(folder: string): string[] {
  return readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}
