import type { IncomingDetailType } from '../../lambdas/domain/event-names.ts';
import { derivedEventId } from '../../lambdas/domain/signals.ts';
import { CommandFailure, exitCodes } from '../support/failures.ts';
import { sendEvent, sendEventNeeds, targetOfEvent } from '../support/send-event.ts';
import type { Register, Session } from '../support/session.ts';
import { addWorkflowArguments, workflowOf } from '../support/workflow-options.ts';
import { readWorkflow, type StoredWorkflow } from '../workflow/read-workflow.ts';

interface CancelOptions {
  readonly reason: string;
  readonly atPeriodEnd?: boolean;
  readonly yes?: boolean;
}

interface Cancellation {
  readonly detailType: IncomingDetailType;
  readonly fields: Readonly<Record<string, unknown>>;
}

export const registerCancel: Register = (program, context) => {
  addWorkflowArguments(
    program
      .command('cancel')
      .description(
        "cancel a booking, leg or subscription by its own rules, with an event in the booking service's name",
      ),
  )
    .requiredOption('--reason <text>', 'why; it goes into the event, so it must not name a person')
    .option('--at-period-end', 'a subscription: at the end of the cycle that is running, instead of at once')
    .option('--yes', 'do not ask')
    .action(context.action<CancelOptions>(['dynamodb:Query', ...sendEventNeeds], cancel));
};

/**
 * The booking service stays the only one that knows whether a booking exists: it is not told, and has to cancel there as
 * well. The event's id begins with `operator-cancel`, so that everybody on the bus can tell where it came from.
 */
async function cancel(session: Session, options: CancelOptions, type?: string, id?: string): Promise<void> {
  const { connection, surroundings } = session;
  const workflow = workflowOf(type, id);
  const name = `${workflow.type} ${workflow.id}`;
  const stored = await readWorkflow(connection, workflow);
  if (stored.instance.status === 'closed')
    throw new CommandFailure(
      exitCodes.missing,
      `${name} has closed at ${stored.instance.closedAt}: nothing to cancel.`,
    );

  const { detailType, fields } = cancellationOf(stored, options);
  const nowMs = surroundings.nowMs();
  const occurredAt = new Date(nowMs).toISOString();
  const detail = {
    eventId: derivedEventId('operator-cancel', workflow.type, workflow.id, nowMs),
    occurredAt,
    version: Number(stored.record?.contentVersion ?? 1),
    ...fields,
  };
  targetOfEvent(detailType, detail, nowMs);
  await session.confirm(
    `Send ${detailType} to ${name} of ${session.target.stage}? Money may go back by it.`,
    options.yes,
  );
  await sendEvent(connection, detailType, detail);
  session.printJson({ ...workflow, detailType, eventId: detail.eventId });
  session.print(`${name}: ${detailType} (${detail.eventId}) is on the bus. The booking service does not know of it.`);
}

function cancellationOf({ key, record }: StoredWorkflow, { reason, atPeriodEnd = false }: CancelOptions): Cancellation {
  if (atPeriodEnd && key.type !== 'subscription')
    throw new CommandFailure(exitCodes.usage, 'Only a subscription has a period to end at.');
  switch (key.type) {
    case 'booking':
      return { detailType: 'BookingCancelled', fields: { bookingId: key.id, reason } };
    case 'subscription':
      return { detailType: 'SubscriptionCancelled', fields: { subscriptionId: key.id, atPeriodEnd, reason } };
    case 'trip-leg':
      // Its schema has no reason; unknown fields are dropped, and archives of the bus keep them.
      return { detailType: 'TripLegCancelled', fields: { bookingId: record?.bookingId, legId: key.id, reason } };
    default:
      throw new CommandFailure(
        exitCodes.usage,
        `A ${key.type} follows its booking: cancel booking ${key.id}, or terminate it.`,
      );
  }
}
