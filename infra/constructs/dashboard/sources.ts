import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { MachineType } from '../../names.ts';
import type { Activity } from '../activity.ts';

/** What the dashboard shows figures of. */
export interface DashboardSources {
  readonly prefix: string;
  readonly machines: ReadonlyMap<MachineType, IStateMachine>;
  readonly activities: readonly Activity[];
  readonly sweeper: Activity;
  /** Between the bus and the router. */
  readonly eventQueue: IQueue;
  /** By name without the stage's prefix. */
  readonly deadLetterQueues: Readonly<Record<string, IQueue>>;
  /** Names without the stage's prefix. */
  readonly scheduleGroups: readonly string[];
  readonly tables: readonly ITable[];
}
