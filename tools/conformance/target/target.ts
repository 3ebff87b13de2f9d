import type { Account } from '../normalise/substitute.ts';
import type { AwsClients } from './aws-clients.ts';

/** A Lambda function that a case needs. */
export interface FunctionDouble {
  readonly name: string;
  /** CommonJS text that exports `handler`. */
  readonly source: string;
}

/** Whatever answers AWS calls: a runtime of its own for every case, or an endpoint that is there already. */
export interface Target {
  readonly account: Account;
  readonly aws: AwsClients;
  nowMs(): number;
  /** Creates what has no API here. Roles may do everything. */
  prepare(needs: { roleNames: readonly string[]; functions: readonly FunctionDouble[] }): Promise<void>;
  /** Lets everything that is due now happen. */
  settle(): Promise<void>;
  /** Lets this much of the target's time go by. */
  pass(durationMs: number): Promise<void>;
  /** How long a case may wait. Unit: milliseconds of the target's time. */
  readonly longestWaitMs: number;
  /** Errors that the target met and could tell no caller of. */
  problems(): readonly string[];
  close(): Promise<void>;
}

interface TargetNeeds {
  /** A function of the case sets timers, so its time has to run. */
  readonly hasSlowFunctions: boolean;
}

export type OpenTarget = (needs: TargetNeeds) => Promise<Target>;
