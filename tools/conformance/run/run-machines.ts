import type { Execution, Machine } from '../corpus/cases.ts';
import { isObject, type JsonObject } from '../json.ts';
import { NotBuilt, Refused } from './not-built.ts';
import { record, shape } from './record.ts';
import type { Session } from './session.ts';
import { waitForAnswer, waitForEnd } from './wait.ts';

const numberOf = (step: string): number => Number(step.replace(/\D/g, ''));

/** A case that is told by its machines and executions: each is created or run to its end, in the order of the test. */
export async function runMachines(session: Session): Promise<void> {
  const { machines = [], executions = [] } = session.subject;
  const arns = new Map<number, string>();
  const tasks = [
    ...machines.map((machine, index) => ({
      step: machine.createStep,
      run: async () => {
        const arn = await createMachine(
          session,
          machine,
          executions.some((one) => one.machine === index),
        );
        if (arn !== undefined) arns.set(index, arn);
      },
    })),
    ...executions.map((execution) => ({
      step: execution.step,
      run: () => runExecution(session, execution, arns.get(execution.machine)),
    })),
  ];
  tasks.sort((a, b) => numberOf(a.step) - numberOf(b.step));
  for (const { run } of tasks) await run();
}

async function createMachine(session: Session, machine: Machine, isNeeded: boolean): Promise<string | undefined> {
  const definition = { $definition: machine.definition };
  const { name, type, createParams, createStep, recordedAs } = machine;
  const params = session.resolve({ ...createParams, name, definition, type });
  const answer = await session.call('stepfunctions', 'CreateStateMachine', params);
  session.answers.set(createStep, answer);
  record(session, answer, { keys: recordedAs, operation: 'CreateStateMachine' });
  const { error, body } = answer;
  if (error === undefined) return String(body.stateMachineArn);
  if (isNeeded || recordedAs === undefined) {
    throw new Refused(`CreateStateMachine was refused: ${error.code}: ${error.message}`);
  }
  return undefined;
}

async function runExecution(
  session: Session,
  execution: Execution,
  stateMachineArn: string | undefined,
): Promise<void> {
  const { inputString, inputOmitted = false, name, step, sync, recordedAs } = execution;
  const params = session.own({
    stateMachineArn,
    ...(name !== undefined && { name }),
    ...(!inputOmitted && inputString !== undefined && { input: inputString }),
  });
  const operation = sync ? 'StartSyncExecution' : 'StartExecution';
  const call = session.call('stepfunctions', operation, params);
  const answer = sync ? await waitForAnswer(session, call) : await call;
  session.answers.set(step, answer);
  if (sync || execution.expectError === true) {
    record(session, answer, { keys: recordedAs, operation });
    if (answer.error === undefined) session.started.set(step, String(answer.body.executionArn));
    return;
  }
  if (answer.error !== undefined) {
    throw new Refused(`${operation} was refused: ${answer.error.code}: ${answer.error.message}`);
  }
  const executionArn = String(answer.body.executionArn);
  session.started.set(step, executionArn);
  if (endsInRecording(execution)) await waitForEnd(session, executionArn);
  else await session.target.settle();
  for (const key of recordedAs) await recordOutcome(session, execution, executionArn, key);
}

/** Some histories were recorded while the execution was under way. */
function endsInRecording({ outcome }: Execution): boolean {
  return outcome?.type === undefined || !/(?:Entered|Exited|Started|Scheduled)$/.test(outcome.type);
}

async function recordOutcome(session: Session, execution: Execution, executionArn: string, key: string): Promise<void> {
  const { subject, recorded, call } = session;
  if (subject.sideKeys?.[key] !== undefined) return;
  const inCases = /^cases\[(\d+)\]\.output$/.exec(key);
  if (inCases !== null) {
    const { body } = await call('stepfunctions', 'DescribeExecution', { executionArn });
    recorded.cases ??= [];
    (recorded.cases as JsonObject[])[Number(inCases[1])] = {
      input: session.own(execution.input),
      output: body.output,
    };
    return;
  }
  const expected = subject.expected[key];
  const operation = operationFor(expected);
  if (operation === undefined) throw new NotBuilt(`nothing is known to answer as ${key} was recorded`);
  recorded[key] = shape(await call('stepfunctions', operation, { executionArn }), operation, expected);
}

function operationFor(expected: unknown): string | undefined {
  if (!isObject(expected)) return undefined;
  if ('events' in expected) return 'GetExecutionHistory';
  return 'status' in expected ? 'DescribeExecution' : undefined;
}
