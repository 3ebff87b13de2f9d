/** Signals of Legwork's own, which no event carries: stored and delivered by the protocol itself (docs/signals.md, R1 on). */
import { derivedEventId, type OwnSignalType, signalKey } from '../../lambdas/domain/signals.ts';
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

/** A signal of ours as an operator sends it. */
export interface OwnSignal {
  readonly target: WorkflowKey;
  readonly type: OwnSignalType;
  /** Milliseconds since the epoch. */
  readonly occurredMs: number;
  /** What this request is known by: the same one with the same instant is one signal, however often it is sent. */
  readonly requestName: string;
}

function identityOf({ target, type, occurredMs, requestName }: OwnSignal) {
  return {
    eventId: derivedEventId('operator', type, target.type, target.id, requestName),
    occurredAt: new Date(occurredMs).toISOString(),
    version: 0,
  };
}

/** Where it is stored. */
export const ownSignalKey = (signal: OwnSignal): string => signalKey(identityOf(signal));

export function sendOwnSignal(protocol: Protocol, signal: OwnSignal): Promise<'stored' | 'duplicate'> {
  const { target, type } = signal;
  return routeSignal(protocol, { target, type, ...identityOf(signal), payload: {} }, async () => {
    throw new Error('a signal of our own was to be announced as undeliverable');
  });
}
