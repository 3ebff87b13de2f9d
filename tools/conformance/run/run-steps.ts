import type { Step } from '../corpus/cases.ts';
import { operationOf } from './operation.ts';
import { record } from './record.ts';
import type { Session } from './session.ts';
import { waitForEnd } from './wait.ts';

/** Steps that show what became of executions: the tests waited for these to end before them. */
const looksAtExecutions = new Set([
  'describe_execution',
  'describe_state_machine_for_execution',
  'get_execution_history',
  'list_executions',
  'list_map_runs',
  'receive_message',
]);

/** A case that is told by its calls, in their order. Steps of outside actors are done beside them. */
export async function runSteps(session: Session): Promise<void> {
  const ended = new Set<string>();
  for (const step of session.subject.steps ?? []) {
    if (step.actor === true || step.clientSideError === true) continue;
    if (looksAtExecutions.has(step.op)) {
      for (const arn of session.started.values()) {
        if (!ended.has(arn)) await waitForEnd(session, arn);
        ended.add(arn);
      }
    }
    await runStep(session, step);
  }
}

async function runStep(session: Session, { id, service, op, params, recordedAs, recordedHow }: Step): Promise<void> {
  const operation = operationOf(op);
  const answer = await session.call(service, operation, session.resolve(params));
  session.answers.set(id, answer);
  record(session, answer, { keys: recordedAs, operation, how: recordedHow });
  if (answer.error !== undefined) {
    if (recordedAs === undefined)
      session.notes.push(`${operation} (${id}) was refused: ${answer.error.code}: ${answer.error.message}`);
  } else if (op === 'start_execution') {
    session.started.set(id, String(answer.body.executionArn));
  } else if (op === 'create_activity') {
    takeActivityArn(session, String(answer.body.activityArn));
  }
}

/** What later definitions and inputs name is the activity that was created, where there is one alone. */
function takeActivityArn({ subject, values }: Session, activityArn: string): void {
  const [only, ...others] = subject.placeholders.filter(({ kind }) => kind === 'activity-arn');
  if (only !== undefined && others.length === 0) values.set(only.placeholder, activityArn);
}
