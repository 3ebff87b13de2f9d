import type { SFNClient } from '@aws-sdk/client-sfn';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What every step of the protocol works with. */
export interface Protocol {
  readonly documents: Pick<DynamoDBDocumentClient, 'send'>;
  /** The `Workflows` table: key `pk`, `sk`. */
  readonly tableName: string;
  readonly stepFunctions: Pick<SFNClient, 'send'>;
  /** `arn:aws:states:REGION:ACCOUNT:stateMachine:PREFIX-`; a workflow's type completes it. */
  readonly stateMachineArnPrefix: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
}

/** The part that is made once and kept between invocations. */
export type ProtocolClients = Omit<Protocol, 'nowMs'>;

export const instant = (epochMs: number): string => new Date(epochMs).toISOString();
