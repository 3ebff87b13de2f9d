import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './memory-table.ts';
import type { Call } from './process.ts';

/**
 * Handlers are told nothing that they do not read. What an invocation was told is part of the state that is compared
 * while interleavings are explored, and the less of it, the fewer states are told apart without need. A handler that
 * begins to read another attribute is missing it here at once.
 */
const readOfInstance = ['run', 'status', 'no', 'wait', 'consumed', 'checkpoint', 'stopFrom', 'startAfter', 'operation'];
const readByActivity = ['run', 'status'];
const readOfClaim = ['status', 'owner', 'attempts', 'result'];
const readBySweeper = [
  ...['run', 'status', 'no', 'wait', 'consumed'],
  ...['stopFrom', 'startAfter', 'expectedBy', 'operation'],
];
const readByOperator = ['run', 'status', 'consumed', 'stopFrom', 'startAfter', 'operation'];
const readByRouter = ['run', 'status', 'wait', 'consumed', 'stopFrom', 'startAfter'];
const readAfterLoad = ['consumed', 'checkpoint'];
const readAfterContinue = ['run', 'stopFrom', 'startAfter'];
const readOfRefusal = [
  'run',
  'status',
  'no',
  'consumed',
  'pendingSince',
  'stopFrom',
  'startAfter',
  'owner',
  'attempts',
  'result',
];

const readByGet: Readonly<Record<string, readonly string[]>> = {
  router: readByRouter,
  activity: readByActivity,
  operator: readByOperator,
  sweeper: readBySweeper,
};
const readAfterUpdate: Readonly<Record<string, readonly string[]>> = {
  load: readAfterLoad,
  continue: readAfterContinue,
  activity: readOfClaim,
  operator: readByOperator,
  sweeper: readAfterContinue,
};

export function narrowAnswer(output: unknown, { command }: Call, kind: string): unknown {
  const { Attributes, Item: found } = output as { Attributes?: Item; Item?: Item };
  if (command === 'GetCommand' && found)
    return {
      Item: pick(found, [...(readByGet[kind] ?? readOfInstance), 'sk', 'type', 'pendingSince']),
    };
  if (command !== 'UpdateCommand' || !Attributes) return output;
  return { Attributes: pick(Attributes, readAfterUpdate[kind] ?? []) };
}

export function narrowRefusal(error: unknown): unknown {
  if (!(error instanceof ConditionalCheckFailedException) || !error.Item) return error;
  const { message, $metadata } = error;
  return new ConditionalCheckFailedException({
    message,
    $metadata,
    Item: marshall(pick(unmarshall(error.Item), readOfRefusal)),
  });
}

const pick = (item: Item, names: readonly string[]): Item =>
  Object.fromEntries(names.filter((name) => item[name] !== undefined).map((name) => [name, item[name]]));
