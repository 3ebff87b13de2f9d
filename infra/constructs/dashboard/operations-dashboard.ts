import { type Alarm, AlarmStatusWidget, Dashboard, type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmSurroundings } from '../alarms/create-alarm.ts';
import { createCostWidgets } from './cost-widgets.ts';
import { createHealthWidgets } from './health-widgets.ts';
import { createLateWidgets } from './late-widgets.ts';
import type { DashboardSources } from './sources.ts';
import { createStuckWidgets } from './stuck-widgets.ts';

/** As many alarms as one widget shows. */
const alarmsPerWidget = 100;

/**
 * The one page to look at first, in the order of the questions that somebody has who was woken up: is it healthy, what is
 * stuck, what is late. Below, what it costs.
 */
export function createOperationsDashboard(
  scope: Construct,
  { prefix, runbooksUrl }: Pick<AlarmSurroundings, 'prefix' | 'runbooksUrl'>,
  alarms: readonly Alarm[],
  sources: DashboardSources,
): Dashboard {
  const dashboard = new Dashboard(scope, 'Dashboard', { dashboardName: prefix });
  const section = (title: string, text: string, ...rows: readonly (readonly IWidget[])[]) => {
    dashboard.addWidgets(new TextWidget({ markdown: `# ${title}\n${text}`, width: 24, height: 2 }));
    for (const row of rows) dashboard.addWidgets(...row);
  };
  section(
    'Is it healthy?',
    `Each alarm has a runbook in ${runbooksUrl}. What is grey has no data yet.`,
    splitInto(alarmsPerWidget, alarms).map((some, index) => {
      return new AlarmStatusWidget({ title: `Alarms (${index + 1})`, alarms: some, width: 24, height: 7 });
    }),
    createHealthWidgets(sources),
  );
  section(
    'What is stuck?',
    'Names of stale workflows: `legwork list --stale`, or the log below. Dead letters: `legwork dead-letters list`.',
    createStuckWidgets(sources),
  );
  section(
    'What is late?',
    'Events that wait for the router, reminders after their time, slow functions, and whatever AWS held up or refused.',
    createLateWidgets(sources),
  );
  section(
    'What does it cost?',
    'An estimate in dollars a day, at the prices of US East. Transitions are those of the whole account and Region.',
    createCostWidgets(sources),
  );
  return dashboard;
}

function splitInto<One>(size: number, all: readonly One[]): One[][] {
  const parts: One[][] = [];
  for (let from = 0; from < all.length; from += size) parts.push(all.slice(from, from + size));
  return parts;
}
