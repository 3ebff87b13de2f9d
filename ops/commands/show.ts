import type { Register, Session } from '../support/session.ts';
import { spanText } from '../support/table.ts';
import { addWorkflowArguments, parseCount, workflowOf } from '../support/workflow-options.ts';
import { describeWorkflow, type WorkflowDescription } from '../workflow/describe-workflow.ts';
import { centsText } from '../workflow/money.ts';

interface ShowOptions {
  readonly states: number;
}

const needs = [
  'dynamodb:DescribeTable',
  'dynamodb:Query',
  'dynamodb:BatchGetItem',
  'states:DescribeExecution',
  'states:GetExecutionHistory',
  'scheduler:GetSchedule',
];

export const registerShow: Register = (program, context) => {
  addWorkflowArguments(
    program
      .command('show')
      .description('show everything about one workflow: where it is, what it waits for, what it did'),
  )
    .option('--states <count>', 'how many of the states that its execution entered last', parseCount(0), 10)
    .action(
      context.action<ShowOptions>(needs, async (session, { states }, type, id) => {
        const description = await describeWorkflow(session, workflowOf(type, id), states);
        session.printJson(description);
        print(session, description);
      }),
    );
};

function print(session: Session, workflow: WorkflowDescription): void {
  const { print: line } = session;
  const nowMs = session.surroundings.nowMs();
  const section = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0) line(`\n${title}\n${rows.map((row) => `  ${row}`).join('\n')}`);
  };

  const { type, id, run, status, phase, definitionVersion, isStale, openedAt, closedAt, parent, operation } = workflow;
  line(`${type} ${id}: ${status}, phase ${phase ?? '-'}${isStale ? ', STALE' : ''}`);
  line(
    `run ${run}, version ${definitionVersion ?? '-'}, since ${openedAt}${closedAt === null ? '' : ` to ${closedAt}`}`,
  );
  if (parent !== null) line(`begun by ${parent.replace('#', ' ')}`);
  const by = operation?.what === 'repair' ? 'the sweeper' : 'an operator';
  if (operation !== null) line(`${operation.what} by ${by} at ${operation.at}: ${operation.reason}`);
  line(waitText(workflow, nowMs));

  section(
    'pending signals',
    workflow.pendingSignals.map(({ type: signal, key, since }) => `${since}  ${signal}  ${key}`),
  );
  section(
    'schedules',
    workflow.schedules
      .filter(({ dueAt, expression }) => expression !== null || dueAt === null || Date.parse(dueAt) > nowMs)
      .map(({ kind, dueAt, expression }) => `${dueAt ?? ''}  ${kind}  ${expression ?? 'MISSING in Scheduler'}`.trim()),
  );
  section(
    'children',
    workflow.children.map((child) => `${child.workflow.replace('#', ' ')}  ${child.status}  ${child.phase ?? '-'}`),
  );
  section(
    'money',
    workflow.money.map(({ what, amountCents, at, status: state }) =>
      [what, centsText(amountCents), state, at].filter((part) => part !== null).join('  '),
    ),
  );
  section(
    'timeline',
    workflow.timeline.map(({ at, what }) => `${at}  ${what}`),
  );
  const { arn, status: executionStatus, error, redriveCount, states } = workflow.execution;
  section('execution', [
    arn,
    executionStatus === null
      ? 'unknown to Step Functions: not begun yet, or ended more than 90 days ago'
      : `${executionStatus}${error === null ? '' : ` (${error})`}${redriveCount === 0 ? '' : `, redriven ${redriveCount} times`}`,
    ...states.map(({ name, at }) => `${at}  ${name}`),
  ]);
}

function waitText({ wait, status }: WorkflowDescription, nowMs: number): string {
  if (wait === null) return status === 'closed' ? 'waits for nothing' : 'is at work, waits for nothing';
  const until = wait.until === null ? '' : ` until ${wait.until} (${untilText(Date.parse(wait.until) - nowMs)})`;
  return `waits${until} for ${wait.accepts.join(', ')}`;
}

function untilText(spanMs: number): string {
  return spanMs >= 0 ? `in ${spanText(spanMs)}` : `${spanText(spanMs)} ago`;
}
