/** Conditional writes of the instance: the named conditions of the protocol, and the one call that uses them. */
import { UpdateCommand, type UpdateCommandOutput } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite, type WriteOutcome } from '../../middleware/conditional-write.ts';
import { type Instance, instanceKey, type WorkflowRun } from './items.ts';
import type { Protocol } from './protocol.ts';

/** The run is the instance's current one, whatever became of it. */
export const isCurrent = '#run = :run AND attribute_exists(#status)';
/** The run is the instance's current one, and at work. */
export const isCurrentAndOpen = '#run = :run AND #status = :open';
/** The run is the instance's current one, started or not. */
export const isCurrentAndNotClosed = '#run = :run AND #status IN (:starting, :open)';
/** No later wait, close or attempt has written. */
const isLaterNumber = 'attribute_not_exists(#no) OR #no < :no';
/** A1: the same attempt may write twice: Lambda or the SDK repeated it. */
export const isLaterOrSameWait = `(${isLaterNumber} OR #wait.#token = :token)`;
/** C1: likewise, known by its request. */
export const isLaterOrSameClose = `(${isLaterNumber} OR #by = :by)`;
/** C2: nobody has written since C1. */
export const isStillThisClose = '#no = :no AND #by = :by';

export interface InstanceUpdate {
  readonly condition: string;
  readonly expression: string;
  /** Attributes beside `run` and `status` that the expressions name as `#attribute`. */
  readonly names: readonly string[];
  /** Values beside `:run`, by their name without the colon. */
  readonly values: Readonly<Record<string, unknown>>;
}

export async function updateInstance(
  protocol: Protocol,
  workflow: WorkflowRun,
  { condition, expression, names, values }: InstanceUpdate,
): Promise<WriteOutcome<Instance, Instance>> {
  const outcome = await conditionalWrite<UpdateCommandOutput, Instance>(
    protocol.documents.send(
      new UpdateCommand({
        TableName: protocol.tableName,
        Key: instanceKey(workflow),
        ConditionExpression: condition,
        UpdateExpression: expression,
        ExpressionAttributeNames: Object.fromEntries(['run', 'status', ...names].map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ':run': workflow.run,
          ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  if (outcome.kind === 'refused') return outcome;
  return { kind: 'written', output: outcome.output.Attributes as Instance };
}
