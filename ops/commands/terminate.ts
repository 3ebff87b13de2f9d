import { DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import type { WorkflowKey } from '../../lambdas/domain/workflow-types.ts';
import { partitionKey } from '../../lambdas/signals/protocol/items.ts';
import { terminateWorkflow } from '../../lambdas/signals/protocol/terminate.ts';
import { CommandFailure, exitCodes, isMissing } from '../support/failures.ts';
import { parsePartitionKey, readInstances } from '../support/open-workflows.ts';
import { announceOver } from '../support/send-event.ts';
import { protocolOf } from '../support/send-own-signal.ts';
import type { Register, Session } from '../support/session.ts';
import { countText } from '../support/table.ts';
import { addWorkflowArguments, workflowOf } from '../support/workflow-options.ts';
import { childrenOf } from '../workflow/describe-workflow.ts';
import { readWorkflow } from '../workflow/read-workflow.ts';
import { plannedSchedules } from '../workflow/schedules.ts';

interface TerminateOptions {
  readonly reason: string;
  readonly children?: boolean;
  readonly yes?: boolean;
}

const needs = [
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
  'states:StopExecution',
  'scheduler:DeleteSchedule',
  'events:PutEvents',
];

export const registerTerminate: Register = (program, context) => {
  addWorkflowArguments(
    program
      .command('terminate')
      .description('end a workflow at once and for good: nothing is refunded, announced or cleaned up by its rules'),
  )
    .requiredOption('--reason <text>', 'why; it is recorded, so it must not name a person')
    .option('--children', 'also the open workflows that it began')
    .option('--yes', 'do not ask')
    .action(context.action<TerminateOptions>(needs, terminate));
};

async function terminate(
  session: Session,
  { reason, children: withChildren = false, yes }: TerminateOptions,
  type?: string,
  id?: string,
): Promise<void> {
  const { connection, surroundings } = session;
  const workflow = workflowOf(type, id);
  const stored = await readWorkflow(connection, workflow);
  const openChildren = (await readInstances(connection, surroundings, childrenOf(stored).map(partitionKey)))
    .filter(({ status }) => status !== 'closed')
    .flatMap(({ pk }) => parsePartitionKey(pk) ?? []);
  const names = [workflow, ...(withChildren ? openChildren : [])].map(nameOf);

  await session.confirm(`Terminate ${names.join(', ')} of ${session.target.stage}? This cannot be undone.`, yes);
  // The parent first: it begins no children and tells them nothing from then on.
  const done = [await terminateOne(session, workflow, reason)];
  if (withChildren) for (const child of openChildren) done.push(await terminateOne(session, child, reason));

  session.printJson({ reason, terminated: done, openChildren: withChildren ? [] : openChildren });
  for (const { removedSchedules, run, ...key } of done)
    session.print(`${nameOf(key)}: run ${run} terminated, ${countText(removedSchedules, 'schedule')} removed`);
  if (!withChildren && openChildren.length > 0)
    session.warn(`Still open, begun by it: ${openChildren.map(nameOf).join(', ')} (--children).`);
}

async function terminateOne(session: Session, workflow: WorkflowKey, reason: string) {
  const { connection, surroundings, target } = session;
  const protocol = await protocolOf(connection, surroundings);
  const ended = await terminateWorkflow(protocol, workflow, reason, announceOver(connection, surroundings));
  if (ended.kind === 'missing' || ended.kind === 'closed')
    throw new CommandFailure(exitCodes.missing, `${nameOf(workflow)} had come to its own end: nothing to terminate.`);
  // Read again: the run may have planned further ones until it was closed.
  const planned = plannedSchedules(await readWorkflow(connection, workflow), target.prefix);
  for (const { group, name } of planned) {
    await connection.scheduler
      .send(new DeleteScheduleCommand({ GroupName: group, Name: name }))
      .catch((error: unknown) => {
        // It has fired, and removed itself.
        if (!isMissing(error)) throw error;
      });
  }
  return { ...workflow, run: ended.run, removedSchedules: planned.length };
}

const nameOf = ({ type, id }: WorkflowKey): string => `${type} ${id}`;
