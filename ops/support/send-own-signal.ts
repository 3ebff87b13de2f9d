/** Signals of Legwork's own, which no event carries: stored and delivered by the protocol itself (docs/signals.md, R1 on). */
import { derivedEventId, type OwnSignalType } from '../../lambdas/domain/signals.ts';
import type { WorkflowKey } from '../../lambdas/domain/workflow-types.ts';
import type { Protocol } from '../../lambdas/signals/protocol/protocol.ts';
import { routeSignal } from '../../lambdas/signals/protocol/router.ts';
import type { Connection } from './connection.ts';
import type { Surroundings } from './surroundings.ts';

export const sendOwnSignalNeeds = [
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'states:SendTaskSuccess',
  'states:StartExecution',
  'states:StopExecution',
];

/** The signal protocol with the command's own clients. */
export async function protocolOf(connection: Connection, { nowMs }: Pick<Surroundings, 'nowMs'>): Promise<Protocol> {
  const { stateMachineArnPrefix } = await connection.locate();
  const { documents, tableName, stepFunctions } = connection;
  return { documents, tableName, stepFunctions, stateMachineArnPrefix, nowMs };
}

/**
 * @param requestName what this request is known by: the same one twice is one signal
 */
export async function sendOwnSignal(
  connection: Connection,
  surroundings: Pick<Surroundings, 'nowMs'>,
  target: WorkflowKey,
  type: OwnSignalType,
  occurredMs: number,
  requestName: string,
): Promise<'stored' | 'duplicate'> {
  const protocol = await protocolOf(connection, surroundings);
  const signal = {
    target,
    type,
    eventId: derivedEventId('operator', type, target.type, target.id, requestName),
    occurredAt: new Date(occurredMs).toISOString(),
    version: 0,
    payload: {},
  };
  return routeSignal(protocol, signal, async () => {
    throw new Error('a signal of our own was to be announced as undeliverable');
  });
}
