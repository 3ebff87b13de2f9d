import { Argument } from 'commander';
import { type IncomingDetailType, incomingDetailTypes } from '../../lambdas/domain/event-names.ts';
import { CommandFailure, exitCodes } from '../support/failures.ts';
import { sendEvent, sendEventNeeds, targetOfEvent } from '../support/send-event.ts';
import { protocolOf, sendOwnSignal, sendOwnSignalNeeds } from '../support/send-own-signal.ts';
import type { Register, Session } from '../support/session.ts';
import { addWorkflowArguments, workflowOf } from '../support/workflow-options.ts';
import { readWorkflow } from '../workflow/read-workflow.ts';

interface EventOptions {
  readonly file: string;
  readonly dryRun?: true;
  readonly yes?: true;
}

export const registerSignal: Register = (program, context) => {
  const signal = program.command('signal').description('send a signal to a workflow');
  addWorkflowArguments(
    signal.command('restart').description('ask a workflow to go on with the newest version from its checkpoint'),
  ).action(context.action(sendOwnSignalNeeds, (session, _options, type, id) => sendRestart(session, type, id)));
  signal
    .command('event')
    .description("put an event of the booking service on the bus, after judging it by Legwork's own rules")
    .addArgument(new Argument('<detail-type>', 'which event').choices(incomingDetailTypes))
    .requiredOption(
      '--file <path>',
      "the event's detail as JSON, with eventId, occurredAt and version; - reads the input",
    )
    .option('--dry-run', 'only say whom it would go to')
    .option('--yes', 'do not ask')
    .action(context.action<EventOptions>(sendEventNeeds, sendFromFile));
};

async function sendRestart(session: Session, type: string | undefined, id: string | undefined): Promise<void> {
  const { connection, surroundings } = session;
  const workflow = workflowOf(type, id);
  const { instance } = await readWorkflow(connection, workflow);
  if (instance.status === 'closed')
    throw new CommandFailure(exitCodes.missing, `${workflow.type} ${workflow.id} has closed at ${instance.closedAt}.`);
  const outcome = await sendOwnSignal(await protocolOf(connection, surroundings), {
    target: workflow,
    type: 'legwork.restart',
    occurredMs: surroundings.nowMs(),
    requestName: `run-${instance.run}`,
  });
  session.printJson({ ...workflow, run: instance.run, signal: 'legwork.restart', outcome });
  session.print(
    instance.wait?.accepts.includes('legwork.restart')
      ? `${workflow.type} ${workflow.id}: run ${instance.run} was told to hand over to a new run.`
      : `${workflow.type} ${workflow.id}: stored; run ${instance.run} takes it when it waits next.`,
  );
}

async function sendFromFile(session: Session, options: EventOptions, detailType = ''): Promise<void> {
  const { connection, surroundings } = session;
  const detail = parseDetail(options.file, surroundings.readFile(options.file));
  const target = targetOfEvent(detailType, detail, surroundings.nowMs());
  if (options.dryRun) {
    session.printJson({ detailType, target, isSent: false });
    session.print(`${detailType} would go to ${target.type} ${target.id}. Nothing was sent.`);
    return;
  }
  await session.confirm(`Send ${detailType} to ${target.type} ${target.id} of ${session.target.stage}?`, options.yes);
  await sendEvent(connection, detailType as IncomingDetailType, detail);
  session.printJson({ detailType, target, isSent: true });
  session.print(`${detailType} is on the bus ${connection.busName}, for ${target.type} ${target.id}.`);
}

function parseDetail(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, `${path} is not JSON: ${(error as Error).message}`);
  }
}
