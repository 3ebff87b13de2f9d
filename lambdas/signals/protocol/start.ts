/** S1, S2: a workflow begins, and whoever finds a run that nobody started starts it. */
import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { executionName } from '../../domain/workflow-types.ts';
import { conditionalWrite } from '../../middleware/conditional-write.ts';
import { type Instance, instanceKey, type WorkflowKey } from './items.ts';
import { overdueGraceSeconds } from './limits.ts';
import { instant, type Protocol } from './protocol.ts';
import { stopRun } from './stop-run.ts';

/** What S2 needs to know of an instance. */
type Startable = Pick<Instance, 'run' | 'stopFrom' | 'startAfter'>;

/** S1. Answers false where there is an instance already. */
export async function createInstance(protocol: Protocol, workflow: WorkflowKey, parent?: WorkflowKey) {
  const nowMs = protocol.nowMs();
  const outcome = await conditionalWrite(
    protocol.documents.send(
      new PutCommand({
        TableName: protocol.tableName,
        Item: {
          ...instanceKey(workflow),
          run: 1,
          status: 'starting',
          expectedBy: startExpectedBy(nowMs),
          openedAt: instant(nowMs),
          ...(parent && { parent: instanceKey(parent).pk }),
        } satisfies Instance | Record<string, unknown>,
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  return outcome.kind === 'written';
}

/** When a run that was only announced counts as overdue. */
export const startExpectedBy = (nowMs: number): string => instant(nowMs + overdueGraceSeconds * 1000);

/** S2. Every call of it may be repeated by anybody: names, ARNs and input follow from the instance. */
export async function startRun(protocol: Protocol, { type, id }: WorkflowKey, instance: Startable): Promise<void> {
  const { run, stopFrom = run, startAfter } = instance;
  const end = { error: 'Fenced', cause: `replaced by run ${run}` } as const;
  for (let earlier = stopFrom; earlier < run; earlier += 1) await stopRun(protocol, { type, id, run: earlier }, end);
  if (startAfter !== undefined && protocol.nowMs() < Date.parse(startAfter)) return;
  try {
    await protocol.stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: `${protocol.stateMachineArnPrefix}${type}:live`,
        name: executionName({ type, id, run }),
        input: JSON.stringify({ type, id, run }),
      }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
